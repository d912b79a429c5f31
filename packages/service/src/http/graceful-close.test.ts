import { once } from "node:events";
import { Agent, get, type IncomingMessage } from "node:http";
import type { AddressInfo } from "node:net";
import { setImmediate } from "node:timers/promises";
import fastify, { type FastifyInstance } from "fastify";
import { afterEach, beforeEach, expect, test } from "vitest";
import { installGracefulClose, keepAliveMilliseconds } from "./graceful-close.ts";

let app: FastifyInstance;
let agent: Agent;
let release: () => void = () => undefined;
let arrived: Promise<void>;

beforeEach(async () => {
  agent = new Agent({ keepAlive: true });
  app = fastify({ keepAliveTimeout: keepAliveMilliseconds, return503OnClosing: false });
  installGracefulClose(app);
  const released = new Promise<void>((resolve) => (release = resolve));
  arrived = new Promise<void>((resolve) => {
    app.get("/slow", async () => {
      resolve();
      await released;
      return "done";
    });
    app.get("/stream", async (_request, reply) => {
      reply.hijack();
      reply.raw.writeHead(200);
      reply.raw.write("first");
      resolve();
      await released;
      reply.raw.end("last");
    });
  });
  await app.listen({ host: "127.0.0.1", port: 0 });
});
afterEach(() => agent.destroy());

async function request(path: string): Promise<IncomingMessage> {
  const { port } = app.server.address() as AddressInfo;
  const [response] = (await once(get({ port, path, agent }), "response")) as [IncomingMessage];
  return response;
}
const readText = async (response: IncomingMessage): Promise<string> =>
  (await response.setEncoding("utf8").toArray()).join("");

test("an answer under way is finished, and says that its connection ends", async () => {
  const requested = request("/slow");
  await arrived;
  const closed = app.close();
  while (app.server.listening) await setImmediate();
  release();
  const response = await requested;
  expect([response.statusCode, response.headers.connection, await readText(response)]).toEqual([200, "close", "done"]);
  await closed;
});

test("a stream that ends leaves no connection behind to wait for", async () => {
  const response = await request("/stream");
  await arrived;
  expect(response.headers.connection).toBe("keep-alive");
  const closed = app.close();
  release();
  expect(await readText(response)).toBe("firstlast");
  await closed;
});
