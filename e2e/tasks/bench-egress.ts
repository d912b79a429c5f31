// `npm run bench:egress`: what the door costs beside a direct connection: throughput of one tunnel, added latency, a new tunnel, memory of idle
// ones. Prints figures, asserts nothing; host, door and asker share this machine's cores, and nothing leaves it.
import { once } from "node:events";
import { request } from "node:http";
import { connect, createServer, type AddressInfo, type Socket } from "node:net";
import { formatTable, percentile } from "../bench/figures.ts";
import { benchHost, startDoorProcess, type DoorProcess } from "../bench/door-process.ts";

const mebibyte = 1_024 * 1_024;
const pouredBytes = 1_024 * mebibyte;
const roundTrips = 3_000;
const newTunnels = 500;
const idleTunnels = 2_000;

type Open = () => Promise<Socket>;

/** The first byte says what the host does: pour, or send back what comes. */
const server = createServer((socket) => {
  socket.on("error", () => socket.destroy());
  socket.once("data", (first: Buffer) => {
    if (first[0] === 80) return pour(socket);
    socket.on("data", (chunk: Buffer) => socket.write(chunk));
    // What came together with the first byte is sent back, too.
    if (first.length > 1) socket.write(first.subarray(1));
  });
});
await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
const { port: hostPort } = server.address() as AddressInfo;

{
  await using door = await startDoorProcess(hostPort);
  const direct: Open = async () => {
    const socket = connect({ port: hostPort, host: "127.0.0.1", noDelay: true });
    await once(socket, "connect");
    return socket;
  };
  const through: Open = () => openTunnel(door);
  // First, while its heap is that of an idle process.
  const memory = await measureMemory(door);
  const rows = [];
  for (const [name, open] of [
    ["direct", direct],
    ["through the door", through],
  ] as const) {
    const trips = await measureRoundTrips(open);
    const opened = await measureOpening(open);
    rows.push([
      name,
      String(await measureThroughput(open)),
      show(trips, 0.5),
      show(trips, 0.99),
      show(opened, 0.5),
      show(opened, 0.99),
    ]);
  }
  const headings = ["", "MiB/s, one tunnel", "round trip p50, µs", "p99, µs", "new connection p50, µs", "p99, µs"];
  console.log(formatTable(headings, rows));
  console.log(`\n${memory} MiB resident for each 1,000 idle tunnels of ${idleTunnels}`);
}
server.close();

function pour(socket: Socket): void {
  const chunk = Buffer.alloc(64 * 1_024);
  let left = pouredBytes;
  const write = (): void => {
    while (left > 0) {
      left -= chunk.length;
      if (!socket.write(chunk)) return void socket.once("drain", write);
    }
    socket.end();
  };
  write();
}

async function openTunnel({ port, token }: DoorProcess): Promise<Socket> {
  const headers = { "proxy-authorization": `Bearer ${token}` };
  const path = `${benchHost}:${hostPort}`;
  const asked = request({ host: "127.0.0.1", port, method: "CONNECT", path, headers, agent: false });
  asked.end();
  const [{ statusCode }, socket] = (await once(asked, "connect")) as [{ statusCode: number }, Socket];
  if (statusCode !== 200) throw new Error(`the door answered ${statusCode}`);
  return socket.setNoDelay(true);
}

async function measureThroughput(open: Open): Promise<number> {
  const socket = await open();
  const startedAt = performance.now();
  let bytes = 0;
  socket.on("data", (chunk: Buffer) => (bytes += chunk.length));
  socket.write("P");
  await once(socket, "end");
  socket.destroy();
  return Math.round(bytes / mebibyte / ((performance.now() - startedAt) / 1_000));
}

/** Microseconds of each. */
async function measureRoundTrips(open: Open): Promise<number[]> {
  const socket = await open();
  socket.write("E");
  const times: number[] = [];
  for (let count = 0; count < roundTrips; count++) {
    const startedAt = performance.now();
    socket.write("x");
    await once(socket, "data");
    times.push((performance.now() - startedAt) * 1_000);
  }
  socket.destroy();
  return times;
}

async function measureOpening(open: Open): Promise<number[]> {
  const times: number[] = [];
  for (let count = 0; count < newTunnels; count++) {
    const startedAt = performance.now();
    const socket = await open();
    times.push((performance.now() - startedAt) * 1_000);
    socket.destroy();
  }
  return times;
}

async function measureMemory(door: DoorProcess): Promise<string> {
  const before = await door.readMemory();
  const sockets: Socket[] = [];
  for (let count = 0; count < idleTunnels; count++) sockets.push(await openTunnel(door));
  const bytes = (await door.readMemory()) - before;
  sockets.forEach((socket) => socket.destroy());
  return ((bytes / mebibyte / idleTunnels) * 1_000).toFixed(1);
}

function show(values: readonly number[], share: number): string {
  return String(Math.round(percentile(values, share)));
}
