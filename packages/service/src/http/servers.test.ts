import { once } from "node:events";
import { Agent, get, type IncomingMessage } from "node:http";
import { afterEach, describe, expect, test } from "vitest";
import { serveHealth } from "./health-server.ts";
import { startHttpServer, type HttpServer } from "./http-server.ts";
import { startEndpointServer } from "./endpoint-server.ts";

const local = { host: "127.0.0.1", port: 0 };
const running: HttpServer[] = [];
const agent = new Agent({ keepAlive: true });

function keep(server: HttpServer): HttpServer {
  running.push(server);
  return server;
}
afterEach(async () => {
  agent.destroy();
  await Promise.all(running.splice(0).map((server) => server.stop()));
});

async function send({ port }: HttpServer, path: string): Promise<IncomingMessage> {
  const [response] = (await once(get({ port, path, agent }), "response")) as [IncomingMessage];
  return response;
}
const readText = async (response: IncomingMessage) => (await response.setEncoding("utf8").toArray()).join("");

describe("a server that stops", () => {
  test("finishes the answer under way, says that its connection ends, and takes no further one", async () => {
    let release: () => void = () => undefined;
    const released = new Promise<void>((resolve) => (release = resolve));
    let arrive: () => void = () => undefined;
    const arrived = new Promise<void>((resolve) => (arrive = resolve));
    const server = keep(
      await startHttpServer((_, response) => {
        arrive();
        void released.then(() => response.end("done"));
      }, local),
    );
    const asked = send(server, "/");
    await arrived;
    const stopped = server.stop();
    await expect(fetch(`http://127.0.0.1:${server.port}/`)).rejects.toThrow();
    release();
    expect(await readText(await asked)).toBe("done");
    await stopped;
  });

  test("leaves no idle connection to wait for, and may be stopped twice", async () => {
    const server = keep(await startHttpServer((_, response) => response.end("ok"), local));
    await readText(await send(server, "/"));
    await Promise.all([server.stop(), server.stop()]);
  });

  test("cuts an answer that does not end in time", async () => {
    const options = { stopMilliseconds: 50 };
    const server = keep(await startHttpServer((_, response) => response.writeHead(200).write("first"), local, options));
    const response = await send(server, "/");
    await server.stop();
    await expect(readText(response)).rejects.toThrow("aborted");
  });
});

test("a port that is taken is an error that says so", async () => {
  const { port } = keep(await startHttpServer((_, response) => response.end(), local));
  await expect(startHttpServer(() => undefined, { host: "127.0.0.1", port })).rejects.toMatchObject({
    code: "EADDRINUSE",
  });
});

describe("the health server", () => {
  const checks = { database: true, queue: true };
  const check = (name: keyof typeof checks) => ({
    name,
    check: () => (checks[name] ? Promise.resolve() : Promise.reject(new Error("no", { cause: new Error("gone") }))),
  });
  const start = async () => {
    const readiness = () => [check("database"), check("queue")];
    return keep(await serveHealth({ ...local, readiness, liveness: () => [], metrics: async () => "figures 1\n" }));
  };

  test.each(["/readyz", "/health", "/healthz", "/readyz?verbose"])("%s says each check by name", async (path) => {
    const server = await start();
    const good = await send(server, path);
    expect([good.statusCode, await readText(good)]).toEqual([200, "[+]database ok\n[+]queue ok\nok\n"]);
    checks.database = false;
    const bad = await send(server, path);
    expect([bad.statusCode, await readText(bad)]).toEqual([
      503,
      "[-]database failed: no: gone\n[+]queue ok\nnot ready\n",
    ]);
    checks.database = true;
    const alive = await send(server, "/livez");
    expect([alive.statusCode, await readText(alive)]).toEqual([200, "ok\n"]);
  });

  test("figures have Prometheus's type, and other paths are not there", async () => {
    const server = await start();
    const figures = await send(server, "/metrics");
    expect(figures.headers["content-type"]).toContain("version=0.0.4");
    expect(await readText(figures)).toBe("figures 1\n");
    const other = await send(server, "/");
    other.resume();
    expect(other.statusCode).toBe(404);
  });

  test("figures that cannot be made are 500, without figures 404", async () => {
    const broken = { ...local, readiness: () => [], liveness: () => [], metrics: () => Promise.reject(new Error("x")) };
    const answers = [keep(await serveHealth(broken)), keep(await serveHealth({ ...broken, metrics: undefined }))];
    const codes = answers.map(async (server) => (await send(server, "/metrics")).resume().statusCode);
    expect(await Promise.all(codes)).toEqual([500, 404]);
  });
});

test("a server of endpoints has these only, and says when an answer cannot be made now", async () => {
  let body = "keys";
  const answer = () =>
    body === "" ? Promise.reject(new Error("x")) : Promise.resolve({ headers: { "x-a": "b" }, body });
  const server = keep(await startEndpointServer({ "/keys": answer, "/other": answer }, local));
  const found = await send(server, "/keys");
  expect([found.statusCode, found.headers["x-a"], await readText(found)]).toEqual([200, "b", "keys"]);
  expect((await send(server, "/other")).resume().statusCode).toBe(200);
  for (const path of ["/", "/keys/", "/keys?x=1", "/constructor"])
    expect((await send(server, path)).resume().statusCode).toBe(404);
  body = "";
  expect((await send(server, "/keys")).resume().statusCode).toBe(503);
});
