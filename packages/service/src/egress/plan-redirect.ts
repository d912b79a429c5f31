import { EgressError } from "./egress-error.ts";
import type { EgressResponse, OutgoingRequest } from "./exchange.ts";

const redirects = [301, 302, 303, 307, 308];
/** What was meant for one host is not shown to another. */
const secretHeaders = ["authorization", "cookie", "proxy-authorization"];

/**
 * The request that a redirect asks for; undefined when the answer is none. Pure. The new address goes through the door like the first one, so
 * that a redirect to a host that is not named, or to a private address, ends there.
 *
 * @throws EgressError when it leads from https to anything else
 */
export function planRedirect(outgoing: OutgoingRequest, response: EgressResponse): OutgoingRequest | undefined {
  const { location } = response.headers;
  if (!redirects.includes(response.status) || location === undefined) return undefined;
  const base = outgoing.url.href;
  const url = URL.canParse(location, base) ? new URL(location, base) : undefined;
  const isDowngrade = outgoing.url.protocol === "https:" && url?.protocol !== "https:";
  if (url === undefined || isDowngrade || !/^https?:$/.test(url.protocol) || url.username !== "") {
    throw new EgressError("redirect_refused", { target: outgoing.url.host, wasSent: true });
  }
  const isSeeOther = response.status === 303 && outgoing.method !== "HEAD";
  const isGet = isSeeOther || (response.status < 303 && outgoing.method === "POST");
  const dropped = [
    ...(url.origin === outgoing.url.origin ? [] : secretHeaders),
    ...(isGet ? ["content-type", "content-length"] : []),
  ];
  const headers = Object.fromEntries(
    Object.entries(outgoing.headers).filter(([name]) => !dropped.includes(name.toLowerCase())),
  );
  return isGet ? { ...outgoing, url, headers, method: "GET", body: undefined } : { ...outgoing, url, headers };
}
