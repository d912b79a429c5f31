import { connect, createServer, type Socket } from "node:net";
import type { AddressInfo } from "node:net";

/** A way to a server that can be cut and corrected. */
export interface TestProxy {
  readonly port: number;
  /** Ends all connections, and every new one at once. Goes on listening, lest somebody else take the port meanwhile. */
  cut(): void;
  restore(): void;
  stop(): Promise<void>;
}

export async function startTestProxy(target: { host: string; port: number }): Promise<TestProxy> {
  const sockets = new Set<Socket>();
  let isCut = false;
  const endAll = () => {
    for (const socket of sockets) socket.destroy();
  };
  const server = createServer((incoming) => {
    if (isCut) {
      incoming.destroy();
      return;
    }
    const outgoing = connect(target.port, target.host);
    for (const [socket, other] of [
      [incoming, outgoing],
      [outgoing, incoming],
    ] as const) {
      sockets.add(socket);
      socket.on("error", () => other.destroy());
      socket.on("close", () => {
        sockets.delete(socket);
        other.destroy();
      });
      socket.pipe(other);
    }
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return {
    port: (server.address() as AddressInfo).port,
    cut: () => {
      isCut = true;
      endAll();
    },
    restore: () => {
      isCut = false;
    },
    stop: () =>
      new Promise<void>((resolve) => {
        server.close(() => resolve());
        endAll();
      }),
  };
}
