import { waitFor as waitForCondition, type WaitOptions } from "@tochka-rosta/testing";
import { Agent, fetch } from "undici";
import type { Dispatcher, RequestInit, Response } from "undici";

/** Node's resolver does not know `*.localhost`: every name leads to this machine. */
let sites: Dispatcher = new Agent({
  connect: { lookup: (_host, _options, callback) => callback(null, [{ address: "127.0.0.1", family: 4 }]) },
});

/** Leads every later `fetchSite` of this process elsewhere: to the ingress controller of a cluster, say. */
export function reachSitesThrough(dispatcher: Dispatcher): void {
  sites = dispatcher;
}

/** A fetch that reaches `http://shop--alpha.localhost:3000/` and never follows redirects by itself. */
export function fetchSite(url: string | URL, init: RequestInit = {}): Promise<Response> {
  return fetch(url, { redirect: "manual", ...init, dispatcher: sites });
}

/** Waits as tests of programs do, but as long as a whole platform may take: 60 s unless another time is given. */
export function waitFor<Found>(
  what: string,
  probe: () => Promise<Found | undefined | false>,
  options: WaitOptions = {},
): Promise<Found> {
  return waitForCondition(what, probe, { timeoutSeconds: 60, everyMilliseconds: 50, ...options });
}

/** Waits until a site answers with this status and resolves to the answer's text. */
export function waitForStatus(url: string, status: number, timeoutSeconds = 60): Promise<string> {
  return waitFor(
    `${url} to answer ${status}`,
    async () => {
      const response = await fetchSite(url);
      const text = await response.text();
      return response.status === status ? text : undefined;
    },
    { timeoutSeconds },
  );
}
