import { readFile } from "node:fs/promises";

import type { Credentials } from "./cluster-config.ts";

/** How long a token read from a file is trusted: client-go's period. The kubelet renews the file well before expiry. */
const TOKEN_FILE_MILLISECONDS = 60_000;

/** The client certificate says it all. */
export const certificateOnly: Credentials = {
  authorization: () => Promise.resolve(undefined),
  invalidate: () => undefined,
};

/** A token that never changes. */
export function fixedToken(token: string): Credentials {
  return { authorization: () => Promise.resolve(`Bearer ${token}`), invalidate: () => undefined };
}

/** A token in a file that somebody else renews: read again every minute, and at once after a refusal. */
export function fileToken(path: string, monotonic: () => number = () => performance.now()): Credentials {
  const once = singleFlight(async () => ({
    value: (await readFile(path, "utf8")).trim(),
    validUntil: monotonic() + TOKEN_FILE_MILLISECONDS,
  }));
  return cachedToken(once, monotonic);
}

/** Keeps a token until it expires or is refused. `validUntil` is on the scale of `monotonic`. */
export function cachedToken(
  read: () => Promise<{ value: string | undefined; validUntil: number }>,
  monotonic: () => number,
): Credentials {
  let cached: { value: string | undefined; validUntil: number } | undefined;
  return {
    async authorization() {
      if (cached === undefined || cached.validUntil <= monotonic()) cached = await read();
      return cached.value === undefined ? undefined : `Bearer ${cached.value}`;
    },
    invalidate() {
      cached = undefined;
    },
  };
}

/** Many callers at the same time share one run. */
export function singleFlight<R>(run: () => Promise<R>): () => Promise<R> {
  let running: Promise<R> | undefined;
  return () => {
    running ??= run().finally(() => {
      running = undefined;
    });
    return running;
  };
}
