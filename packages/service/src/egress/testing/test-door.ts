import { createServer } from "node:http";
import { connect, type AddressInfo, type Socket } from "node:net";
import { doorProblems, problemHeader, type DoorProblem } from "../problems.ts";

/** A door that lets through whatever `decide` does not refuse, and always to one port of this machine. */
export interface TestDoor {
  readonly url: string;
  /** What each tunnel was asked with. */
  readonly asked: { readonly target: string; readonly token: string | undefined }[];
  /** Cuts all tunnels. */
  cut(): void;
  stop(): Promise<void>;
}

/** Starts a door on loopback; `upstreamPort` is where every tunnel ends, whatever its name. */
export async function startTestDoor(
  upstreamPort: number,
  decide: (target: string) => DoorProblem | undefined = () => undefined,
): Promise<TestDoor> {
  const asked: TestDoor["asked"] = [];
  const sockets = new Set<Socket>();
  const server = createServer((_, response) => response.writeHead(405).end());
  server.on("connect", (request, client: Socket, head) => {
    sockets.add(client);
    const target = request.url ?? "";
    asked.push({ target, token: request.headers["proxy-authorization"] });
    const problem = decide(target);
    if (problem !== undefined) {
      const { status } = doorProblems[problem];
      client.end(`HTTP/1.1 ${status} Refused\r\n${problemHeader}: ${problem}\r\nretry-after: 7\r\n\r\n`);
      return;
    }
    const upstream = connect(upstreamPort, "127.0.0.1", () => {
      client.write("HTTP/1.1 200 Connection Established\r\n\r\n");
      upstream.write(head);
      upstream.pipe(client).pipe(upstream);
    });
    sockets.add(upstream);
    upstream.on("error", () => client.destroy());
    client.on("error", () => upstream.destroy());
    client.on("close", () => upstream.destroy());
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const cut = () => sockets.forEach((socket) => socket.destroy());
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    asked,
    cut,
    stop: () => {
      cut();
      return new Promise((resolve) => server.close(() => resolve()));
    },
  };
}
