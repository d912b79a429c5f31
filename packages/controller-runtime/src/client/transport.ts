import type { Dispatcher } from "undici";

import { type Clock, jitter, sleep, systemClock } from "../clock/clock.ts";
import type { ClusterConfig } from "../config/cluster-config.ts";
import { ApiError, type ApiStatus, TransportError, WriteRefusedError } from "../errors.ts";
import { type Log, silentLog } from "../log.ts";
import type { RuntimeMetrics } from "../metrics.ts";
import {
  CALL_POOL,
  errorCode,
  ConnectionPool,
  type ConnectionPoolSettings,
  LEASE_POOL,
  WATCH_POOL,
} from "./connection-pool.ts";

export type ConnectionPoolName = "call" | "watch" | "lease";
export type Method = "GET" | "POST" | "PUT" | "PATCH" | "DELETE";

/** How requests reach one API server. */
export interface TransportOptions {
  readonly config: ClusterConfig;
  readonly clock?: Clock | undefined;
  readonly log?: Log | undefined;
  readonly metrics?: RuntimeMetrics | undefined;
  /** How the API server's audit log names this client; "tochka-rosta-controller-runtime" by default. */
  readonly userAgent?: string | undefined;
  /** Other time-outs and connection counts than the usual ones, for tests. */
  readonly pools?: Partial<Record<ConnectionPoolName, Partial<ConnectionPoolSettings>>> | undefined;
}

export interface TransportRequest {
  readonly method: Method;
  /** Path and query. */
  readonly path: string;
  readonly pool?: ConnectionPoolName | undefined;
  readonly body?: unknown;
  readonly contentType?: string | undefined;
  /** Default: `application/json`. */
  readonly accept?: string | undefined;
  readonly signal?: AbortSignal | undefined;
  readonly bodyTimeoutMilliseconds?: number | undefined;
  /** Asked before every sending, the repeated ones too; forbids it by throwing. */
  readonly beforeSend?: (() => void) | undefined;
  /** Called when the headers of a stream's successful answer are in. */
  readonly onOpen?: (() => void) | undefined;
}

const MAXIMUM_THROTTLED_RETRIES = 5;
const MAXIMUM_READ_RETRIES = 4;
const MAXIMUM_RETRY_AFTER_MILLISECONDS = 30_000;
const FIRST_READ_RETRY_MILLISECONDS = 100;

/**
 * Sends requests, and sends again what is safe to: 429 always (the server did nothing), 401 once with a token read again, and
 * reads after 5xx or without an answer. A write without an answer is never repeated blindly: its caller's next pass is.
 */
export class Transport {
  readonly #config: ClusterConfig;
  readonly #clock: Clock;
  readonly #log: Log;
  readonly #metrics: RuntimeMetrics | undefined;
  readonly #pools: Record<ConnectionPoolName, ConnectionPool>;
  readonly #host: string;
  readonly #userAgent: string;

  constructor(options: TransportOptions) {
    this.#userAgent = options.userAgent ?? "tochka-rosta-controller-runtime";
    this.#config = options.config;
    this.#clock = options.clock ?? systemClock;
    this.#log = options.log ?? silentLog;
    this.#metrics = options.metrics;
    this.#host = new URL(options.config.server).host;
    this.#pools = {
      call: new ConnectionPool(options.config, { ...CALL_POOL, ...options.pools?.call }),
      watch: new ConnectionPool(options.config, { ...WATCH_POOL, ...options.pools?.watch }),
      lease: new ConnectionPool(options.config, { ...LEASE_POOL, ...options.pools?.lease }),
    };
  }

  /** The answer's JSON. Rejects with ApiError, TransportError, or the signal's reason. */
  async requestJson(request: TransportRequest): Promise<unknown> {
    for (let attempt = 0; ; attempt++) {
      try {
        const response = await this.#send(request);
        return await this.#readJson(request, response);
      } catch (error) {
        const delay = this.#retryDelay(request, error, attempt);
        if (delay === undefined) throw error;
        this.#metrics?.requestRetries.inc({ code: codeOf(error), verb: request.method, host: this.#host });
        this.#log.debug({ path: request.path, attempt, error: String(error) }, "request is sent again");
        await sleep(this.#clock, delay, request.signal);
        request.signal?.throwIfAborted();
      }
    }
  }

  /** The answer's body as it comes, for watches. Not repeated. A broken stream surfaces while it is read. */
  async *stream(request: TransportRequest): AsyncGenerator<Buffer> {
    const pool = this.#pools[request.pool ?? "watch"];
    const response = await this.#send({ ...request, pool: request.pool ?? "watch" });
    request.onOpen?.();
    try {
      for await (const chunk of response.body) yield chunk as Buffer;
    } catch (error) {
      request.signal?.throwIfAborted();
      pool.suspect(error);
      throw new TransportError(describe(request), errorCode(error), error);
    } finally {
      response.body.on("error", () => undefined).destroy();
    }
  }

  async close(): Promise<void> {
    await Promise.all(Object.values(this.#pools).map((pool) => pool.close()));
  }

  /** One request with a usable token; rejects unless the answer is a success. */
  async #send(request: TransportRequest): Promise<Dispatcher.ResponseData> {
    const response = await this.#sendOnce(request);
    if (response.statusCode !== 401) return this.#requireSuccess(request, response);
    await response.body.dump().catch(() => undefined);
    this.#config.credentials.invalidate();
    return this.#requireSuccess(request, await this.#sendOnce(request));
  }

  async #sendOnce(request: TransportRequest): Promise<Dispatcher.ResponseData> {
    request.signal?.throwIfAborted();
    const startedAt = this.#clock.monotonic();
    let code = "<error>";
    try {
      const authorization = await this.#config.credentials.authorization();
      request.beforeSend?.();
      const response = await this.#pools[request.pool ?? "call"].request({
        origin: this.#config.server,
        path: request.path,
        method: request.method,
        headers: { ...buildHeaders(request, authorization), "user-agent": this.#userAgent, ...this.#config.headers },
        body: request.body === undefined ? null : JSON.stringify(request.body),
        signal: request.signal ?? null,
        ...(request.bodyTimeoutMilliseconds === undefined ? {} : { bodyTimeout: request.bodyTimeoutMilliseconds }),
      });
      code = String(response.statusCode);
      return response;
    } catch (error) {
      request.signal?.throwIfAborted();
      if (error instanceof WriteRefusedError) throw error;
      throw new TransportError(describe(request), errorCode(error), error);
    } finally {
      this.#metrics?.requests.inc({ code, method: request.method, host: this.#host });
      const seconds = (this.#clock.monotonic() - startedAt) / 1000;
      this.#metrics?.requestSeconds.observe({ verb: request.method, host: this.#host }, seconds);
    }
  }

  async #requireSuccess(
    request: TransportRequest,
    response: Dispatcher.ResponseData,
  ): Promise<Dispatcher.ResponseData> {
    if (response.statusCode < 300) return response;
    const text = await response.body.text().catch(() => "");
    const retryAfter = Number(response.headers["retry-after"]);
    const milliseconds = Number.isFinite(retryAfter) && retryAfter >= 0 ? retryAfter * 1000 : undefined;
    throw new ApiError(describe(request), response.statusCode, parseStatus(text), milliseconds);
  }

  async #readJson(request: TransportRequest, response: Dispatcher.ResponseData): Promise<unknown> {
    try {
      return JSON.parse(await response.body.text()) as unknown;
    } catch (error) {
      request.signal?.throwIfAborted();
      this.#pools[request.pool ?? "call"].suspect(error);
      const code = error instanceof SyntaxError ? "INVALID_JSON" : errorCode(error);
      throw new TransportError(describe(request), code, error);
    }
  }

  /** How long to wait before sending again; undefined when the error is final. */
  #retryDelay(request: TransportRequest, error: unknown, attempt: number): number | undefined {
    if (request.pool === "lease") return undefined;
    if (error instanceof ApiError && error.code === 429) {
      if (attempt >= MAXIMUM_THROTTLED_RETRIES) return undefined;
      const requested = error.retryAfterMilliseconds ?? 1000 * 2 ** attempt;
      return jitter(this.#clock, Math.min(requested, MAXIMUM_RETRY_AFTER_MILLISECONDS), 0.1);
    }
    const isTransient = error instanceof TransportError || (error instanceof ApiError && error.code >= 500);
    if (request.method !== "GET" || !isTransient || attempt >= MAXIMUM_READ_RETRIES) return undefined;
    const requested = error instanceof ApiError ? error.retryAfterMilliseconds : undefined;
    const delay = requested ?? FIRST_READ_RETRY_MILLISECONDS * 2 ** attempt;
    return jitter(this.#clock, Math.min(delay, MAXIMUM_RETRY_AFTER_MILLISECONDS), 0.5);
  }
}

function buildHeaders(request: TransportRequest, authorization: string | undefined): Record<string, string> {
  return {
    accept: request.accept ?? "application/json",
    ...(authorization === undefined ? {} : { authorization }),
    ...(request.body === undefined ? {} : { "content-type": request.contentType ?? "application/json" }),
  };
}

function describe(request: TransportRequest): string {
  return `${request.method} ${request.path}`;
}

/** A Status object when the server sent one; a proxy's error page becomes a short message. */
function parseStatus(text: string): ApiStatus {
  try {
    const parsed: unknown = JSON.parse(text);
    if (typeof parsed === "object" && parsed !== null) return parsed;
  } catch {
    // Not JSON: something between us and the API server answered, so its text is all there is.
  }
  return { message: text.slice(0, 200) };
}

function codeOf(error: unknown): string {
  return error instanceof ApiError ? String(error.code) : "<error>";
}
