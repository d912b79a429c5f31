import { createServer, connect, type AddressInfo, type Socket } from "node:net";
import type { DialRequest, Dial } from "../guard/dial.ts";
import type { NameResolver } from "../guard/resolve.ts";

/** A world outside that lies on loopback: names and connections are decided here, and nothing leaves the machine. */
export interface TestWorld {
  readonly resolver: NameResolver;
  readonly dial: Dial;
  /** Sets what a name resolves to; each list is one answer, the last one stays. */
  setName(name: string, ...answers: readonly (readonly string[])[]): void;
  /** Sets what listens at an address, whatever the port. */
  setHost(address: string, port: number): void;
  /** Names that were asked for. */
  readonly resolved: string[];
  /** What was dialled; the guard's decision is asserted by it. */
  readonly dialled: DialRequest[];
}

/** Makes an empty world: no name resolves, no address answers. */
export function createTestWorld(): TestWorld {
  const names = new Map<string, (readonly string[])[]>();
  const hosts = new Map<string, number>();
  const resolved: string[] = [];
  const dialled: DialRequest[] = [];
  const answer = async (name: string): Promise<readonly string[]> => {
    resolved.push(name);
    const answers = names.get(name) ?? [];
    return (answers.length > 1 ? answers.shift() : answers[0]) ?? [];
  };
  return {
    resolver: { resolvePublic: answer, resolvePrivate: answer },
    dial: (request) => {
      dialled.push(request);
      const port = hosts.get(request.address);
      if (port === undefined) return Promise.reject(Object.assign(new Error("refused"), { code: "ECONNREFUSED" }));
      return connectTo(port, request.signal);
    },
    setName: (name, ...answers) => void names.set(name, [...answers]),
    setHost: (address, port) => void hosts.set(address, port),
    resolved,
    dialled,
  };
}

function connectTo(port: number, signal: AbortSignal): Promise<Socket> {
  const { promise, resolve, reject } = Promise.withResolvers<Socket>();
  const socket = connect({ port, host: "127.0.0.1", allowHalfOpen: true, signal }, () => resolve(socket));
  socket.once("error", reject);
  return promise;
}

/** A host on loopback. */
export interface TestHost {
  readonly port: number;
  readonly sockets: Set<Socket>;
  stop(): Promise<void>;
}

/** Starts a host that does with each connection what it is told; it sends back what it gets unless told otherwise. */
export async function startTestHost(
  onSocket: (socket: Socket) => void = (socket) => void socket.pipe(socket),
): Promise<TestHost> {
  const sockets = new Set<Socket>();
  const server = createServer((socket) => {
    sockets.add(socket);
    socket.on("error", () => socket.destroy());
    socket.on("close", () => sockets.delete(socket));
    onSocket(socket);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return {
    port: (server.address() as AddressInfo).port,
    sockets,
    stop: () => {
      sockets.forEach((socket) => socket.destroy());
      return new Promise((resolve) => server.close(() => resolve()));
    },
  };
}
