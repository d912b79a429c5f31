import { setTimeout as sleep } from "node:timers/promises";

/** A one-time code that the core's terminal provider printed. */
export interface OneTimeCode {
  phone: string;
  code: string;
  purpose: string;
}

const pattern = /^ONE-TIME CODE (\+7\d{10}) (\d{6}) (.+)$/;
const timeoutMilliseconds = 30_000;

/** Reads the provider's line; undefined for any other line. */
export function parseCodeLine(line: string): OneTimeCode | undefined {
  const [, phone, code, purpose] = pattern.exec(line) ?? [];
  return phone && code && purpose ? { phone, code, purpose } : undefined;
}

/** Hands codes to whoever waits for them: tests stand in for the owner who reads the terminal. */
export class OneTimeCodes {
  readonly #unread = new Map<string, string>();
  readonly #waiting = new Map<string, (code: string) => void>();

  add({ phone, code }: OneTimeCode): void {
    const waiting = this.#waiting.get(phone);
    this.#waiting.delete(phone);
    if (waiting) waiting(code);
    else this.#unread.set(phone, code);
  }

  /** The newest code of this phone that was not asked for yet, or the next one; rejects after 30 seconds without. */
  async next(phone: string): Promise<string> {
    const unread = this.#unread.get(phone);
    this.#unread.delete(phone);
    if (unread !== undefined) return unread;
    const stop = new AbortController();
    const code = new Promise<string>((resolve) => this.#waiting.set(phone, resolve));
    const late = sleep(timeoutMilliseconds, undefined, { signal: stop.signal }).then(() => {
      throw new Error(`no one-time code came for this phone within ${timeoutMilliseconds / 1000} s`);
    });
    late.catch(() => undefined); // When the code comes first the sleep is aborted, which nobody needs to hear of.
    return Promise.race([code, late]).finally(() => stop.abort());
  }
}
