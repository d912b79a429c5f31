"use client";

import { browserApi, outcomeOf, type Outcome, type Refusal } from "#api/browser.ts";
import type { operations } from "#api/generated/schema.d.ts";

type SendCode = operations["sendCode"];
type Purpose = SendCode["requestBody"]["content"]["application/json"]["purpose"];
type Sent = SendCode["responses"][202]["content"]["application/json"];

/** A code that was sent: where to look for it and when another may be asked for. */
export interface CodeDelivery extends Pick<Sent, "resend_after_seconds"> {
  phone: string;
  /** `Date.now()` of then. */
  sentAt: number;
  /** Null for one that was sent before this page knew of it. */
  delivery: Sent["delivery"] | null;
  /** How many codes were sent on this page. */
  times: number;
}

interface CodeSenderOptions {
  purpose: Purpose;
  /** The last code that was sent, as the form keeps it. */
  delivery: CodeDelivery | null;
  onDelivery: (delivery: CodeDelivery) => void;
}

/** Sending codes for one purpose. */
export interface CodeSender {
  delivery: CodeDelivery | null;
  send: (phone: string) => Promise<Outcome<CodeDelivery>>;
  sendAgain: () => Promise<Refusal | undefined>;
  /** Takes over how long core wants a new code to be waited for. */
  noteWait: (seconds: number | undefined) => void;
}

/** Asks core to send one-time codes and hands on what it answered. A code that was sent a moment ago is one that was sent. */
export function useCodeSender({ purpose, delivery, onDelivery }: CodeSenderOptions): CodeSender {
  const send = async (phone: string): Promise<Outcome<CodeDelivery>> => {
    const { data, refusal } = await outcomeOf(browserApi.POST("/api/auth/send-code", { body: { phone, purpose } }));
    if (refusal && refusal.code !== "CODE_RECENTLY_SENT") return { refusal };
    const sent: CodeDelivery = {
      phone,
      sentAt: Date.now(),
      resend_after_seconds: data?.resend_after_seconds ?? refusal?.facts?.retry_after_seconds ?? 60,
      delivery: data?.delivery ?? null,
      times: (delivery?.times ?? 0) + (data ? 1 : 0),
    };
    onDelivery(sent);
    return { data: sent };
  };
  return {
    delivery,
    send,
    sendAgain: async () => (delivery ? (await send(delivery.phone)).refusal : undefined),
    noteWait: (seconds) => {
      if (delivery && seconds !== undefined) {
        onDelivery({ ...delivery, sentAt: Date.now(), resend_after_seconds: seconds });
      }
    },
  };
}
