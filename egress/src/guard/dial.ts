import { connect, type BlockList } from "node:net";
import type { Duplex } from "node:stream";

/** What a connection is made to: an address that was checked, never a name. */
export interface DialRequest {
  readonly address: string;
  readonly port: number;
  readonly signal: AbortSignal;
  /** Refused by the socket itself, too; undefined for hosts that the platform operator lists. */
  readonly blockList: BlockList | undefined;
}

/** Connects; tests put one in its place that connects nowhere. */
export type Dial = (request: DialRequest) => Promise<Duplex>;

/** Connects by TCP. */
export const dialTcp: Dial = ({ address, port, signal, blockList }) => {
  const { promise, resolve, reject } = Promise.withResolvers<Duplex>();
  const socket = connect({
    host: address,
    port,
    autoSelectFamily: false,
    noDelay: true,
    keepAlive: true,
    allowHalfOpen: true,
    signal,
    ...(blockList !== undefined && { blockList }),
  });
  socket.once("error", reject);
  socket.once("connect", () => {
    socket.off("error", reject);
    resolve(socket);
  });
  return promise;
};
