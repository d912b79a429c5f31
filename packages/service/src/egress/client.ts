import { EgressError } from "./egress-error.ts";
import { exchange, type EgressResponse, type OutgoingRequest } from "./exchange.ts";
import { planRedirect } from "./plan-redirect.ts";
import { RequestSlots } from "./request-slots.ts";
import { createTokenReader } from "./token-file.ts";
import { createTunnelAgents, type TunnelAgents } from "./tunnel-agents.ts";

/** Where the door is; both undefined where the platform has none. */
export interface EgressClientOptions {
  /** `EGRESS_URL`. */
  readonly url: string | undefined;
  /** `EGRESS_TOKEN_FILE`: read again whenever it has changed. */
  readonly tokenFile: string | undefined;
  /** Requests under way to one host at once; further ones wait, at most sixteen times as many. Default: 8. */
  readonly requestsPerHost?: number;
  /** How long a tunnel may take to open, in milliseconds. Default: 15 000. */
  readonly connectMilliseconds?: number;
  /** PEM, instead of Node.js's list and NODE_EXTRA_CA_CERTS; for tests. */
  readonly authorities?: readonly string[] | undefined;
}

/** One request to a host that the Module names. */
export interface EgressRequestOptions {
  /** Default: GET. */
  readonly method?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string | Uint8Array;
  /** From the call to the last byte of the answer, in milliseconds. Default: 10 000. */
  readonly timeoutMilliseconds?: number;
  /** Default: 1 MiB. */
  readonly maxResponseBytes?: number;
  /** How many redirects are followed, each through the door like the first address. Default: 0, the redirect is the answer. */
  readonly maxRedirects?: number;
  readonly signal?: AbortSignal;
}

/** The one way out. */
export interface EgressClient {
  /** Whether the platform has a door; without one every request is refused. */
  readonly isConfigured: boolean;
  /**
   * Asks a host through the door and reads the whole answer, whatever its status.
   *
   * @throws EgressError when there is no answer: its `problem` says why, `wasSent` whether the host may have got the request
   * @throws the signal's reason when it was aborted
   */
  request(url: string | URL, options?: EgressRequestOptions): Promise<EgressResponse>;
  /** Cuts all tunnels. */
  close(): void;
}

const mebibyte = 1024 * 1024;
const waitingPerRunning = 16;

/**
 * Makes the client of one door. It knows no other way out: without a door it refuses, in tests and on one machine too.
 *
 * @example
 * const egress = createEgressClient({ url: settings.egressUrl, tokenFile: settings.egressTokenFile });
 * const { status, body } = await egress.request("https://api.example.com/v1/rates", { timeoutMilliseconds: 3_000 });
 */
export function createEgressClient(options: EgressClientOptions): EgressClient {
  const { url, tokenFile, requestsPerHost = 8, connectMilliseconds = 15_000, authorities } = options;
  if (url === undefined || tokenFile === undefined) return refusingClient;
  const readToken = createTokenReader(tokenFile);
  const agents = createTunnelAgents({ url: new URL(url), readToken, connectMilliseconds, authorities });
  const slots = new RequestSlots({ running: requestsPerHost, waiting: requestsPerHost * waitingPerRunning });
  return {
    isConfigured: true,
    request: async (address, request = {}) => sendWithin({ agents, slots }, readAddress(address), request),
    close: () => {
      agents.plain.destroy();
      agents.encrypted.destroy();
    },
  };
}

const refusingClient: EgressClient = {
  isConfigured: false,
  request: async (address) => {
    throw new EgressError("not_configured", { target: readAddress(address).host });
  },
  close: () => undefined,
};

interface Means {
  readonly agents: TunnelAgents;
  readonly slots: RequestSlots;
}

async function sendWithin(means: Means, url: URL, request: EgressRequestOptions): Promise<EgressResponse> {
  const { method = "GET", headers = {}, body, timeoutMilliseconds = 10_000, maxResponseBytes = mebibyte } = request;
  const limit = AbortSignal.timeout(timeoutMilliseconds);
  const signal = request.signal === undefined ? limit : AbortSignal.any([limit, request.signal]);
  const first = { url, method: method.toUpperCase(), headers, body, maxResponseBytes, signal };
  try {
    return await follow(means, first, request.maxRedirects ?? 0);
  } catch (cause) {
    request.signal?.throwIfAborted();
    if (cause instanceof EgressError || !limit.aborted) throw cause;
    // It still waited for its turn.
    throw new EgressError("timed_out", { target: url.host, cause });
  }
}

async function follow(means: Means, first: OutgoingRequest, maxRedirects: number): Promise<EgressResponse> {
  let outgoing = first;
  for (let left = maxRedirects; ; left -= 1) {
    const response = await sendOne(means, outgoing);
    if (maxRedirects === 0) return response;
    const next = planRedirect(outgoing, response);
    if (next === undefined) return response;
    if (left === 0) throw new EgressError("redirect_refused", { target: outgoing.url.host, wasSent: true });
    outgoing = next;
  }
}

async function sendOne({ agents, slots }: Means, outgoing: OutgoingRequest): Promise<EgressResponse> {
  const { host } = outgoing.url;
  const release = await slots.take(host, outgoing.signal);
  if (release === undefined) throw new EgressError("limit_reached", { target: host });
  try {
    return await exchange(agents, outgoing);
  } finally {
    release();
  }
}

function readAddress(address: string | URL): URL {
  const text = String(address);
  const url = URL.canParse(text) ? new URL(text) : undefined;
  const isFit = url !== undefined && /^https?:$/.test(url.protocol) && url.username === "" && url.password === "";
  if (!isFit) throw new EgressError("bad_address", { target: url?.host ?? "an address that is no URL" });
  return url;
}
