import { Agent, ProxyAgent, Socks5ProxyAgent, type Dispatcher } from "undici";

import type { ClusterConfig } from "../config/cluster-config.ts";

/** Requests that share connections, and time-outs. */
export interface ConnectionPoolSettings {
  /** At most so many connections, and so many requests at a time; null for no limit. */
  readonly connections: number | null;
  readonly headersTimeoutMilliseconds: number;
  readonly bodyTimeoutMilliseconds: number;
}

export const CALL_POOL: ConnectionPoolSettings = {
  connections: 32,
  headersTimeoutMilliseconds: 15_000,
  bodyTimeoutMilliseconds: 30_000,
};

/** Every watch has a connection of its own for minutes, so their number is the number of caches. */
export const WATCH_POOL: ConnectionPoolSettings = {
  connections: null,
  headersTimeoutMilliseconds: 15_000,
  bodyTimeoutMilliseconds: 90_000,
};

/** Shorter than a leader's renewal deadline, so that a renewal gets several tries. */
export const LEASE_POOL: ConnectionPoolSettings = {
  connections: 1,
  headersTimeoutMilliseconds: 2_500,
  bodyTimeoutMilliseconds: 2_500,
};

const CONNECT_TIMEOUT_MILLISECONDS = 10_000;
const KEEP_ALIVE_MILLISECONDS = 30_000;

/** After these the pool's other connections are suspect as well: a dead route kills them together. */
const SUSPECT_CODES = new Set([
  "UND_ERR_HEADERS_TIMEOUT",
  "UND_ERR_BODY_TIMEOUT",
  "UND_ERR_CONNECT_TIMEOUT",
  "UND_ERR_SOCKET",
  "ECONNRESET",
  "EPIPE",
  "ETIMEDOUT",
]);

/**
 * A pool of HTTP/1.1 connections that replaces itself when one of them fails without an answer. HTTP/2 is off: measured, a
 * session whose packets vanish never recovered, since all requests share it.
 */
export class ConnectionPool {
  readonly settings: ConnectionPoolSettings;
  readonly #createAgent: () => Dispatcher;
  #agent: Dispatcher;

  constructor(config: ClusterConfig, settings: ConnectionPoolSettings) {
    this.settings = settings;
    const options: Agent.Options = {
      allowH2: false,
      connections: settings.connections,
      headersTimeout: settings.headersTimeoutMilliseconds,
      bodyTimeout: settings.bodyTimeoutMilliseconds,
      keepAliveTimeout: KEEP_ALIVE_MILLISECONDS,
      connect: {
        timeout: Math.min(CONNECT_TIMEOUT_MILLISECONDS, settings.headersTimeoutMilliseconds),
        ...tlsOptions(config),
      },
    };
    this.#createAgent = () => createAgent(config, options);
    this.#agent = this.#createAgent();
  }

  /** Sends one request. Rejects with undici's error after having replaced the pool, if the error makes it suspect. */
  async request(options: Dispatcher.RequestOptions & { origin: string }): Promise<Dispatcher.ResponseData> {
    const agent = this.#agent;
    try {
      return await agent.request(options);
    } catch (error) {
      this.suspect(error, agent);
      throw error;
    }
  }

  /** Replaces the pool if the error says that connections are dead. Requests under way on the old one run to their end. */
  suspect(error: unknown, agent: Dispatcher = this.#agent): void {
    if (agent !== this.#agent || !SUSPECT_CODES.has(errorCode(error))) return;
    this.#agent = this.#createAgent();
    agent.close().catch(() => undefined);
  }

  /** Cuts all connections. */
  async close(): Promise<void> {
    await this.#agent.destroy();
  }
}

/** The machine-readable code of a transport error, looked for along its causes; "UNKNOWN" when there is none. */
export function errorCode(error: unknown): string {
  for (let current = error; current instanceof Error; current = current.cause) {
    if ("code" in current && typeof current.code === "string") return current.code;
  }
  return "UNKNOWN";
}

function createAgent(config: ClusterConfig, options: Agent.Options): Dispatcher {
  const { proxyUrl } = config;
  if (proxyUrl === undefined) return new Agent(options);
  // What is set for connections to the API server must not be used for the one to the proxy.
  const { connect: _, ...shared } = options;
  const requestTls = tlsOptions(config);
  if (proxyUrl.startsWith("socks5:")) return new Socks5ProxyAgent(proxyUrl, { ...shared, requestTls });
  return new ProxyAgent({ ...shared, uri: proxyUrl, requestTls, proxyTunnel: true });
}

function tlsOptions(config: ClusterConfig): object {
  return {
    ...(config.caPem === undefined ? {} : { ca: config.caPem }),
    ...(config.certificatePem === undefined ? {} : { cert: config.certificatePem, key: config.privateKeyPem }),
    ...(config.insecureSkipTlsVerify === true ? { rejectUnauthorized: false } : {}),
    ...(config.tlsServerName === undefined ? {} : { servername: config.tlsServerName }),
  };
}
