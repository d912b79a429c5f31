import { createHmac } from "node:crypto";
import { setTimeout as sleep } from "node:timers/promises";
import { EgressError, type EgressClient } from "@tochka-rosta/service/egress";
import type { CodeSender, OutgoingCode } from "./sender.ts";

export interface WebhookOptions {
  readonly url: string;
  readonly secret: string;
  /** For the signature's timestamp, milliseconds since 1970. */
  readonly now: () => number;
  /** The door; without one the gateway is asked directly. */
  readonly egress?: EgressClient | undefined;
  /** 5000 unless told. */
  readonly timeoutMilliseconds?: number;
  /** Before the second and third attempt; 300 and 1500 unless told. */
  readonly pausesMilliseconds?: readonly number[];
}

/**
 * Sends codes through any SMS gateway that takes a signed POST of `{ id, phone, code, purpose, text }`. The header
 * `X-Tochka-Rosta-Signature: t=<unix seconds>,v1=<hex HMAC-SHA256 of "<t>.<body>">` lets the gateway check who asks and how
 * old the request is; `Idempotency-Key` lets it drop a repeated one. Time-outs and 5xx are tried three times, 4xx once.
 */
export function createWebhookSender(options: WebhookOptions): CodeSender {
  const pauses = options.pausesMilliseconds ?? [300, 1500];
  return {
    delivery: "sms",
    send: async (code) => {
      const id = crypto.randomUUID();
      for (let attempt = 0; ; attempt++) {
        const outcome = await post(options, id, code);
        if (outcome === "sent") return;
        const pause = pauses[attempt];
        if (outcome.isFinal || pause === undefined) throw new Error(`the SMS gateway ${outcome.problem}`);
        await sleep(pause);
      }
    },
  };
}

type Outcome = "sent" | { readonly problem: string; readonly isFinal: boolean };

async function post(options: WebhookOptions, id: string, { phone, code, purpose }: OutgoingCode): Promise<Outcome> {
  const body = JSON.stringify({
    id,
    phone,
    code,
    purpose,
    text: `${code} — код «Точка Роста». Никому его не говорите.`,
  });
  const time = Math.floor(options.now() / 1000);
  const signature = createHmac("sha256", options.secret).update(`${time}.${body}`).digest("hex");
  const headers = {
    "content-type": "application/json",
    "idempotency-key": id,
    "x-tochka-rosta-signature": `t=${time},v1=${signature}`,
  };
  try {
    const status = await send(options, headers, body);
    if (status >= 200 && status < 300) return "sent";
    const isFinal = status < 500 && status !== 429;
    return { problem: `answered ${status}`, isFinal };
  } catch (error) {
    const reason = error instanceof EgressError ? error.problem : error instanceof Error ? error.name : "unknown";
    return { problem: `did not answer (${reason})`, isFinal: false };
  }
}

/** The status of the answer; a redirect is an answer like any other, or a code would go where nobody configured it. */
async function send(options: WebhookOptions, headers: Record<string, string>, body: string): Promise<number> {
  const { url, egress, timeoutMilliseconds = 5000 } = options;
  if (egress !== undefined) {
    return (await egress.request(url, { method: "POST", headers, body, timeoutMilliseconds })).status;
  }
  const signal = AbortSignal.timeout(timeoutMilliseconds);
  const response = await fetch(url, { method: "POST", headers, body, redirect: "manual", signal });
  // The body is of no interest, but an unread one holds the connection.
  await response.body?.cancel();
  return response.status;
}
