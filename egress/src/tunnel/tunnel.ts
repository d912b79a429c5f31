import type { Duplex } from "node:stream";
import type { Clock } from "@tochka-rosta/controller-runtime";
import type { EgressParty } from "../identity/clients.ts";
import type { TokenAccount } from "../identity/verify-token.ts";
import { helloMaxBytes, readClientHello, type HelloFault } from "./client-hello.ts";

/** Why a tunnel ended. */
export type TunnelEnd =
  | "closed"
  | "failed"
  | "idle"
  | "stalled"
  | "life_over"
  | "revoked"
  | "stopping"
  | "tls_name_differs"
  | "hello_missing"
  | HelloFault;

/** What a tunnel is between. */
export interface TunnelParts {
  readonly party: EgressParty;
  readonly account: TokenAccount;
  /** Host and port. */
  readonly target: string;
  readonly client: Duplex;
  readonly upstream: Duplex;
  /** The name that TLS must be asked for; undefined where plain bytes may go, to hosts that the platform operator lists. */
  readonly tlsName: string | undefined;
  readonly clock: Clock;
  readonly onEnd: (tunnel: Tunnel, end: TunnelEnd) => void;
}

interface Direction {
  bytes: number;
  /** When bytes last moved. */
  movedAt: number;
  /** Bytes wait for a reader that does not take them. */
  isBlocked: boolean;
  isEnded: boolean;
}

/** Bytes in both directions between a pod and a host, with the pace of the slower one: no more is read than is taken. */
export class Tunnel {
  readonly parts: TunnelParts;
  readonly startedAt: number;
  readonly #up: Direction;
  readonly #down: Direction;
  #hello: Buffer[] | undefined;
  #isOver = false;

  constructor(parts: TunnelParts) {
    this.parts = parts;
    this.startedAt = parts.clock.monotonic();
    const direction = (): Direction => ({ bytes: 0, movedAt: this.startedAt, isBlocked: false, isEnded: false });
    this.#up = direction();
    this.#down = direction();
    this.#hello = parts.tlsName === undefined ? undefined : [];
  }

  /** Bytes from the pod, and bytes to it. */
  get bytes(): { readonly out: number; readonly in: number } {
    return { out: this.#up.bytes, in: this.#down.bytes };
  }

  /** Since when no byte has moved in either direction. */
  get idleSince(): number {
    return Math.max(this.#up.movedAt, this.#down.movedAt);
  }

  /** Since when a reader has taken nothing although bytes wait for it; undefined when none wait. */
  get stalledSince(): number | undefined {
    const stalled = [this.#up, this.#down].filter(({ isBlocked }) => isBlocked).map(({ movedAt }) => movedAt);
    return stalled.length === 0 ? undefined : Math.min(...stalled);
  }

  /** One side has said all it will say. */
  get isHalfClosed(): boolean {
    return this.#up.isEnded !== this.#down.isEnded;
  }

  /** The TLS hello has not come yet. */
  get isBeforeHello(): boolean {
    return this.#hello !== undefined;
  }

  /** Begins to pass bytes. */
  start(): void {
    const { client, upstream } = this.parts;
    for (const side of [client, upstream]) side.on("error", () => this.end("failed"));
    client.once("close", () => this.#close(this.#up, upstream));
    upstream.once("close", () => this.#close(this.#down, client));
    upstream.on("drain", () => this.#resume(client, this.#up));
    client.on("drain", () => this.#resume(upstream, this.#down));
    client.on("end", () => this.#finish(upstream, this.#up));
    upstream.on("end", () => this.#finish(client, this.#down));
    client.on("data", (chunk: Buffer) => this.take(chunk));
    upstream.on("data", (chunk: Buffer) => this.#pass(upstream, client, this.#down, chunk));
  }

  /** Cuts both sides; repeating it is harmless. */
  end(reason: TunnelEnd): void {
    if (this.#isOver) return;
    this.#isOver = true;
    this.parts.client.destroy();
    this.parts.upstream.destroy();
    this.parts.onEnd(this, reason);
  }

  /** Takes bytes of the client, those that came with its request as well. */
  take(chunk: Buffer): void {
    if (chunk.length === 0 || this.#isOver) return;
    const { client, upstream } = this.parts;
    if (this.#hello === undefined) return this.#pass(client, upstream, this.#up, chunk);
    this.#hello.push(chunk);
    const bytes = Buffer.concat(this.#hello);
    const verdict = readClientHello(bytes.subarray(0, helloMaxBytes));
    if (verdict.kind === "more") return;
    if (verdict.kind === "refused") return this.end(verdict.reason);
    if (verdict.name !== this.parts.tlsName) return this.end("tls_name_differs");
    this.#hello = undefined;
    this.#pass(client, upstream, this.#up, bytes);
  }

  #pass(from: Duplex, to: Duplex, direction: Direction, chunk: Buffer): void {
    if (this.#isOver) return;
    direction.bytes += chunk.length;
    direction.movedAt = this.parts.clock.monotonic();
    if (to.write(chunk)) return;
    direction.isBlocked = true;
    from.pause();
  }

  #resume(from: Duplex, direction: Direction): void {
    direction.isBlocked = false;
    direction.movedAt = this.parts.clock.monotonic();
    from.resume();
  }

  /** What a side sent before it closed in order still has to reach the other. */
  #close(direction: Direction, other: Duplex): void {
    if (!direction.isEnded || other.closed) this.end("closed");
  }

  #finish(to: Duplex, direction: Direction): void {
    direction.isEnded = true;
    if (this.#hello !== undefined) return this.end("hello_missing");
    to.end();
  }
}
