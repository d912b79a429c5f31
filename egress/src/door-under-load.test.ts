import type { Socket } from "node:net";
import { waitFor } from "@tochka-rosta/testing";
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from "vitest";
import { startTestCluster, type TestCluster } from "./testing/test-cluster.ts";
import { startTestDoor, type TestDoor } from "./testing/test-door.ts";
import { startTestHost, type TestHost } from "./testing/test-world.ts";

let cluster: TestCluster;
let token: string;
let scene: TestDoor;
let echo: TestHost;

beforeAll(async () => {
  cluster = await startTestCluster();
  await cluster.applyModule("shop", [{ host: "listed.internal", port: 8080 }]);
  await cluster.applyInstance("alpha", "shop");
  token = await cluster.requestToken("tenant-alpha", "module-shop");
});
afterAll(() => cluster.stop());

beforeEach(async () => {
  echo = await startTestHost();
  scene = await startTestDoor(cluster, {
    PRIVATE_TARGETS: '[{"host":"listed.internal","port":8080}]',
    TUNNELS_PER_INSTANCE: "1000",
    TUNNELS_PER_HOST: "1000",
    TUNNELS_PER_MINUTE: "1002",
  });
  scene.world.setName("listed.internal", ["10.0.0.5"]);
  scene.world.setHost("10.0.0.5", echo.port);
});
afterEach(async () => {
  await scene.door.stop();
  await echo.stop();
});

test("a thousand idle tunnels cost little memory, and the flood of one instance is its own", async () => {
  const before = process.memoryUsage().rss;
  const sockets: Socket[] = [];
  for (let count = 0; count < 1_000; count++) {
    const { status, socket } = await scene.ask("listed.internal:8080", token);
    expect(status).toBe(200);
    sockets.push(socket);
  }
  // Both ends of each of the two connections, and the host, live in this process as well.
  expect(process.memoryUsage().rss - before).toBeLessThan(200 * 1024 * 1024);
  expect(await scene.registry.metrics()).toContain("tochka_egress_tunnels 1000");
  expect(await scene.ask("listed.internal:8080", token)).toMatchObject({ status: 429, problem: "limit_reached" });
  sockets.pop()?.destroy();
  await waitFor("the place of the closed one", async () => (await scene.registry.metrics()).includes("tunnels 999"));
  expect((await scene.ask("listed.internal:8080", token)).status).toBe(200);
  const tooOften = await scene.ask("listed.internal:8080", token);
  expect(tooOften).toMatchObject({ status: 429, problem: "limit_reached" });
  expect(Number(tooOften.headers["retry-after"])).toBeLessThanOrEqual(60);
});

test("a reader that takes nothing holds the host back", async () => {
  let poured = 0;
  const pouring = await startTestHost((socket) => {
    const pour = () => {
      while (!socket.destroyed && socket.write(Buffer.alloc(64 * 1024))) poured += 64 * 1024;
    };
    socket.on("drain", pour);
    pour();
  });
  scene.world.setHost("10.0.0.5", pouring.port);
  const { socket } = await scene.ask("listed.internal:8080", token);
  socket.pause();
  let last = -1;
  await waitFor("the host to be held back", () => last === poured || ((last = poured), false), {
    everyMilliseconds: 200,
  });
  expect(poured).toBeLessThan(32 * 1024 * 1024);
  socket.destroy();
  await pouring.stop();
});
