import type { Settings } from "#settings.ts";
import { accessCookie, applySetCookies, isSpent, refreshCookie } from "./session-cookies.ts";

/** What a renewal changes: for the page that is about to be rendered, and for the browser. */
export interface Renewal {
  cookieHeader: string;
  setCookies: readonly string[];
}

const timeoutMilliseconds = 5_000;

// Requests of one browser that arrive together (a page and its prefetches) share one renewal by their refresh token.
const running = new Map<string, Promise<readonly string[]>>();

/**
 * Renews the session behind a page request when its access token has run out. Undefined when there is nothing to do or
 * core cannot be reached: the page then finds out by itself. A refresh token that core refuses is cleared by core's answer.
 */
export async function renewForRequest(
  headers: Headers,
  { coreUrl, publicOrigin }: Pick<Settings, "coreUrl" | "publicOrigin">,
): Promise<Renewal | undefined> {
  const cookieHeader = headers.get("cookie") ?? "";
  const refreshToken = readCookie(cookieHeader, refreshCookie);
  if (!refreshToken || !isSpent(readCookie(cookieHeader, accessCookie), Date.now())) return undefined;

  const address = headers.get("x-forwarded-for");
  const send = async () => {
    const answer = await fetch(`${coreUrl}/api/auth/refresh`, {
      method: "POST",
      headers: {
        cookie: `${refreshCookie}=${refreshToken}`,
        origin: publicOrigin,
        "sec-fetch-site": "same-origin",
        ...(address !== null && { "x-forwarded-for": address }),
      },
      cache: "no-store",
      signal: AbortSignal.timeout(timeoutMilliseconds),
    });
    return answer.headers.getSetCookie();
  };
  const setCookies = await shareByToken(refreshToken, send);
  return setCookies.length === 0 ? undefined : { cookieHeader: applySetCookies(cookieHeader, setCookies), setCookies };
}

function readCookie(cookieHeader: string, name: string): string | undefined {
  const pair = cookieHeader.split(/;\s*/).find((part) => part.startsWith(`${name}=`));
  return pair?.slice(name.length + 1);
}

async function shareByToken(token: string, send: () => Promise<readonly string[]>): Promise<readonly string[]> {
  const renewal = running.get(token) ?? send().finally(() => running.delete(token));
  running.set(token, renewal);
  try {
    return await renewal;
  } catch (error) {
    console.error("the session could not be renewed", error);
    return [];
  }
}
