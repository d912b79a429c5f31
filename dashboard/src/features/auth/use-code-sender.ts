"use client";

import { useState } from "react";
import { browserApi, outcomeOf, type Outcome, type Refusal } from "#api/browser.ts";
import type { operations } from "#api/generated/schema.d.ts";

type SendCode = operations["sendCode"];
type Purpose = SendCode["requestBody"]["content"]["application/json"]["purpose"];
type Sent = SendCode["responses"][202]["content"]["application/json"];

/** A code that was sent: where to look for it and when another may be asked for. */
export interface CodeDelivery extends Sent {
  phone: string;
  sentAt: number;
  /** How many codes were sent on this page. */
  times: number;
}

/** Sending codes for one purpose. */
export interface CodeSender {
  delivery: CodeDelivery | undefined;
  send: (phone: string) => Promise<Outcome<CodeDelivery>>;
  sendAgain: () => Promise<Refusal | undefined>;
  /** Back to before any code. */
  forget: () => void;
}

/** Asks core to send one-time codes and keeps what it answered. */
export function useCodeSender(purpose: Purpose): CodeSender {
  const [delivery, setDelivery] = useState<CodeDelivery>();
  const send = async (phone: string): Promise<Outcome<CodeDelivery>> => {
    const { data, refusal } = await outcomeOf(browserApi.POST("/api/auth/send-code", { body: { phone, purpose } }));
    if (refusal) return { refusal };
    const sent = { ...data, phone, sentAt: Date.now(), times: (delivery?.times ?? 0) + 1 };
    setDelivery(sent);
    return { data: sent };
  };
  const sendAgain = async () => (delivery ? (await send(delivery.phone)).refusal : undefined);
  return { delivery, send, sendAgain, forget: () => setDelivery(undefined) };
}
