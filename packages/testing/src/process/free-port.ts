import { randomInt } from "node:crypto";
import { createServer } from "node:net";

/** True when nothing listens on this port of 127.0.0.1 right now. */
export async function isPortFree(port: number): Promise<boolean> {
  return (await tryListen(port)) !== undefined;
}

/**
 * Below the range that Linux and macOS take for outgoing connections: between our look and the program's listening no
 * connection to 127.0.0.1 can take such a port away.
 */
const quietPorts = { first: 20_000, last: 31_999 } as const;

/** A port of 127.0.0.1 that is free right now: the first free one of `preferred`, else any. */
export async function findFreePort(...preferred: readonly (number | undefined)[]): Promise<number> {
  for (const port of preferred) {
    if (port !== undefined && (await isPortFree(port))) return port;
  }
  for (let attempt = 0; attempt < 100; attempt += 1) {
    const port = randomInt(quietPorts.first, quietPorts.last + 1);
    if (await isPortFree(port)) return port;
  }
  const port = await tryListen(0);
  if (port === undefined) throw new Error("the system has no free port on 127.0.0.1");
  return port;
}

function tryListen(port: number): Promise<number | undefined> {
  return new Promise((resolve) => {
    const server = createServer();
    server.once("error", () => resolve(undefined));
    server.listen({ host: "127.0.0.1", port }, () => {
      const address = server.address();
      server.close(() => resolve(typeof address === "object" && address ? address.port : undefined));
    });
  });
}
