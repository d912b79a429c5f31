import { createServer, request as connect, type Server } from "node:http";
import type { AddressInfo } from "node:net";

const FRONT_BYTES = 3 * 1024 * 1024;

/** An ingress as many are: it refuses bodies over 3 MiB, and a test may have it break connections. */
export interface Front {
  readonly url: string;
  /** Breaks the next PATCH after so many bytes of its body. */
  breakAfter: number | undefined;
  readonly close: () => Promise<void>;
}

/** Starts one on loopback before a site. */
export async function startFront(target: string): Promise<Front> {
  const front: { breakAfter: number | undefined } = { breakAfter: undefined };
  const server: Server = createServer((incoming, outgoing) => {
    if (Number(incoming.headers["content-length"] ?? 0) > FRONT_BYTES) {
      outgoing.writeHead(413).end();
      return;
    }
    const upstream = connect(target + (incoming.url ?? "/"), { method: incoming.method, headers: incoming.headers });
    upstream.on("response", (answer) => {
      outgoing.writeHead(answer.statusCode ?? 502, answer.headers);
      answer.pipe(outgoing);
    });
    upstream.on("error", () => outgoing.destroy());
    let left = incoming.method === "PATCH" ? front.breakAfter : undefined;
    if (left === undefined) return void incoming.pipe(upstream);
    front.breakAfter = undefined;
    incoming.on("data", (chunk: Buffer) => {
      const part = chunk.subarray(0, left);
      left = (left ?? 0) - part.length;
      upstream.write(part, () => {
        if (left !== 0) return;
        upstream.destroy();
        incoming.destroy();
      });
    });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return Object.assign(front, {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    close: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  });
}
