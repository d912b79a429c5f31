import { createHmac } from "node:crypto";
import { setTimeout as sleep } from "node:timers/promises";
import type { CodeSender, OutgoingCode } from "./sender.ts";

export interface WebhookOptions {
  readonly url: string;
  readonly secret: string;
  /** For the signature's timestamp, milliseconds since 1970. */
  readonly now: () => number;
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
  try {
    const response = await fetch(options.url, {
      method: "POST",
      headers: {
        "content-type": "application/json",
        "idempotency-key": id,
        "x-tochka-rosta-signature": `t=${time},v1=${signature}`,
      },
      body,
      redirect: "error",
      signal: AbortSignal.timeout(options.timeoutMilliseconds ?? 5000),
    });
    // The body is of no interest, but an unread one holds the connection.
    await response.body?.cancel();
    if (response.ok) return "sent";
    const isFinal = response.status < 500 && response.status !== 429;
    return { problem: `answered ${response.status}`, isFinal };
  } catch (error) {
    return { problem: `did not answer (${error instanceof Error ? error.name : "unknown"})`, isFinal: false };
  }
}
