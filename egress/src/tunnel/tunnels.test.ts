import { Duplex } from "node:stream";
import { VirtualClock } from "@tochka-rosta/controller-runtime";
import { expect, test } from "vitest";
import { Tunnel, type TunnelEnd } from "./tunnel.ts";
import { Tunnels } from "./tunnels.ts";

const times = { idle: 300_000, halfClosed: 60_000, stalled: 120_000, hello: 10_000, life: 3_600_000 };

/** One side of a tunnel that a test holds by hand. */
class Side extends Duplex {
  readonly taken: string[] = [];
  /** Whether the other end reads. */
  isReading = true;

  constructor() {
    super({ writableHighWaterMark: 4, allowHalfOpen: true });
  }

  override _read(): void {
    // What comes is pushed by the test.
  }

  override _write(chunk: Buffer, _: BufferEncoding, done: () => void): void {
    this.taken.push(chunk.toString());
    if (this.isReading) done();
  }
}

function setScene(tlsName?: string) {
  const clock = new VirtualClock();
  const tunnels = new Tunnels(clock, times);
  const ends: TunnelEnd[] = [];
  const [client, upstream] = [new Side(), new Side()];
  const tunnel = new Tunnel({
    party: { id: "uid", tenant: "alpha", name: "shop", module: "shop", targets: new Set(), madeAt: undefined },
    account: { namespace: "tenant-alpha", name: "module-shop", uid: "uid" },
    target: "api.example.com:443",
    ...{ client, upstream, tlsName, clock },
    onEnd: (ended, reason) => {
      ends.push(reason);
      tunnels.remove(ended);
    },
  });
  tunnels.add(tunnel);
  tunnel.start();
  return { clock, tunnels, tunnel, client, upstream, ends };
}

const settle = () => new Promise((resolve) => setImmediate(resolve));

test("bytes go both ways and are counted", async () => {
  const { client, upstream, tunnel } = setScene();
  client.push("ask");
  upstream.push("answer");
  await settle();
  expect([upstream.taken, client.taken, tunnel.bytes]).toEqual([["ask"], ["answer"], { out: 3, in: 6 }]);
});

test("a tunnel without a byte is cut after its time, one in use is not", async () => {
  const { clock, client, ends } = setScene();
  await clock.advance(299_000);
  client.push("x");
  await clock.advance(299_000);
  expect(ends).toEqual([]);
  await clock.advance(2_000);
  expect(ends).toEqual(["idle"]);
  expect(client.destroyed).toBe(true);
});

test("a tunnel in constant use ends with its life", async () => {
  const { clock, client, ends } = setScene();
  for (let minute = 0; minute < 59; minute++) {
    client.push("x");
    await clock.advance(60_000);
  }
  expect(ends).toEqual([]);
  client.push("x");
  await clock.advance(61_000);
  expect(ends).toEqual(["life_over"]);
});

test("a reader that takes nothing stops the other side, and is cut after its time", async () => {
  const { clock, client, upstream, ends } = setScene();
  client.isReading = false;
  upstream.push("more than it takes");
  upstream.push("never passed on");
  await settle();
  expect(upstream.isPaused()).toBe(true);
  expect(client.taken).toEqual(["more than it takes"]);
  await clock.advance(121_000);
  expect(ends).toEqual(["stalled"]);
});

test("who never says a TLS hello is cut in seconds", async () => {
  const { clock, client, ends, upstream } = setScene("api.example.com");
  client.push(Buffer.from([22, 3, 1]));
  await clock.advance(11_000);
  expect([ends, upstream.taken]).toEqual([["hello_missing"], []]);
});

test("what a side said before it closed still reaches the other", async () => {
  const { client, upstream, ends } = setScene();
  upstream.push("the last words");
  upstream.push(null);
  await settle();
  upstream.destroy();
  await settle();
  expect([client.taken, ends]).toEqual([["the last words"], []]);
  client.push(null);
  client.destroy();
  await settle();
  expect(ends).toHaveLength(1);
});

test("a half-closed tunnel does not stay", async () => {
  const { clock, client, ends } = setScene();
  client.push(null);
  await clock.advance(61_000);
  expect(ends).toEqual(["idle"]);
});

test("a stop cuts what is between two requests at once, and what is in use after the wait", async () => {
  const quiet = setScene();
  await quiet.clock.advance(5_000);
  const stopped = quiet.tunnels.stop(20_000);
  expect(quiet.ends).toEqual(["stopping"]);
  await stopped;

  const busy = setScene();
  let isStopped = false;
  void busy.tunnels.stop(20_000).then(() => (isStopped = true));
  for (let count = 0; count < 39; count++) {
    busy.client.push("x");
    await busy.clock.advance(500);
  }
  expect([busy.ends, isStopped]).toEqual([[], false]);
  busy.client.push("x");
  await busy.clock.advance(2_000);
  expect([busy.ends, isStopped]).toEqual([["stopping"], true]);
});

test("revoked tunnels are cut, others stay", () => {
  const { tunnels, ends } = setScene();
  tunnels.cutUnless(() => true);
  expect(ends).toEqual([]);
  tunnels.cutUnless(({ parts }) => parts.party.tenant !== "alpha");
  expect([ends, tunnels.size]).toEqual([["revoked"], 0]);
});

test("no timer is left when the last tunnel is gone", async () => {
  const { clock, tunnel } = setScene();
  tunnel.end("closed");
  await clock.advance(1_000);
  expect(clock.pending).toBe(0);
});
