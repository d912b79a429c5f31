import { Agent as PlainAgent, type ClientRequestArgs } from "node:http";
import { Agent as EncryptedAgent } from "node:https";
import type { Duplex } from "node:stream";
import { openTunnel, type DoorOptions } from "./open-tunnel.ts";

/** Idle tunnels are given back after this, in milliseconds: before the door's own idle timer cuts them. */
const idleMilliseconds = 20_000;

const options = { keepAlive: true, maxFreeSockets: 2, timeout: idleMilliseconds, scheduling: "lifo" } as const;

type OnConnection = (error: Error | null, stream: Duplex) => void;

/** Agents of which every connection is a tunnel; neither has a way to connect by itself. */
export interface TunnelAgents {
  readonly plain: PlainAgent;
  readonly encrypted: EncryptedAgent;
}

/** Makes the agents of one door. Tunnels are kept alive and used again, the newest first. */
export function createTunnelAgents(door: DoorOptions): TunnelAgents {
  const connect = (isEncrypted: boolean) => (request: ClientRequestArgs, onConnection?: OnConnection) => {
    const host = (request.host ?? "").replace(/^\[|\]$/g, "");
    const port = Number(request.port);
    openTunnel(door, { host, port, isEncrypted }).then(
      (socket) => onConnection?.(null, socket),
      // Node's agent looks at the error alone.
      (error: Error) => onConnection?.(error, undefined as unknown as Duplex),
    );
    return undefined;
  };
  const plain = new PlainAgent(options);
  const encrypted = new EncryptedAgent(options);
  plain.createConnection = connect(false);
  encrypted.createConnection = connect(true);
  return { plain, encrypted };
}
