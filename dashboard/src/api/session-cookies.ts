/** Cookie with the access token, 15 minutes; core sets it. */
export const accessCookie = "__Host-access";

/** Cookie with the refresh token; core sets it. */
export const refreshCookie = "__Host-refresh";

/** Cookie with the proof of a phone that is about to be registered; core sets it. */
export const registrationCookie = "__Host-registration";

/** A token about to run out is renewed this long before, so that it does not end between two calls of one page. */
const marginSeconds = 30;

/**
 * Whether an access token has run out or is about to. Reads the claim without checking the signature: core does that,
 * and the answer here only decides whether to ask for a new one.
 */
export function isSpent(accessToken: string | undefined, nowMilliseconds: number): boolean {
  const payload = accessToken?.split(".")[1];
  if (payload === undefined) return true;
  try {
    const claims = JSON.parse(atob(payload.replaceAll("-", "+").replaceAll("_", "/"))) as { exp?: unknown };
    return typeof claims.exp !== "number" || claims.exp - marginSeconds <= nowMilliseconds / 1000;
  } catch {
    return true;
  }
}

/** The `cookie` header after an answer's `set-cookie` lines: what the browser will send next time. */
export function applySetCookies(cookieHeader: string, setCookies: readonly string[]): string {
  const jar = new Map(
    cookieHeader
      .split(";")
      .map((pair) => splitPair(pair))
      .filter(([name]) => name !== ""),
  );
  for (const line of setCookies) {
    const [name, value] = splitPair(line.split(";")[0] ?? "");
    if (/;\s*max-age=0\b/i.test(line) || value === "") jar.delete(name);
    else jar.set(name, value);
  }
  return [...jar].map(([name, value]) => `${name}=${value}`).join("; ");
}

function splitPair(pair: string): [string, string] {
  const at = pair.indexOf("=");
  return at < 0 ? [pair.trim(), ""] : [pair.slice(0, at).trim(), pair.slice(at + 1).trim()];
}
