import { createServer, request, type IncomingMessage, type RequestListener, type Server } from "node:http";
import { connect, type AddressInfo } from "node:net";
import { once } from "node:events";
import { text } from "node:stream/consumers";
import { afterEach, describe, expect, it } from "vitest";
import { maxHeaderBytes, Proxy, type FindUpstream } from "./proxy.ts";

const servers: Server[] = [];

async function listen(listener?: RequestListener, configure?: (server: Server) => void): Promise<number> {
  const server = createServer({ maxHeaderSize: maxHeaderBytes }, listener);
  configure?.(server);
  servers.push(server.listen(0, "127.0.0.1"));
  await once(server, "listening");
  return (server.address() as AddressInfo).port;
}

async function startProxy(find: FindUpstream): Promise<number> {
  const proxy = new Proxy(find);
  return listen(
    (incoming, response) => proxy.handle(incoming, response),
    (server) => server.on("upgrade", (incoming, socket, head) => proxy.upgrade(incoming, socket, head)),
  );
}

async function send(
  port: number,
  options: { path?: string; method?: string; headers?: Record<string, string>; body?: string } = {},
) {
  const { body, ...rest } = options;
  const requested = request({ host: "127.0.0.1", port, agent: false, ...rest });
  requested.end(body);
  const [response] = (await once(requested, "response")) as [IncomingMessage];
  return response;
}

afterEach(() => {
  for (const server of servers.splice(0)) {
    server.closeAllConnections();
    server.close();
  }
});

describe("the router", () => {
  it("hands method, path, host, body and status on, and says where the visitor came from", async () => {
    const upstream = await listen((incoming, response) => {
      void text(incoming).then((body) => {
        const {
          host,
          "x-forwarded-for": from,
          "x-forwarded-host": forwardedHost,
          "x-forwarded-proto": scheme,
        } = incoming.headers;
        response.writeHead(201, { "x-kept": "yes" });
        response.end(
          JSON.stringify({ method: incoming.method, url: incoming.url, host, from, forwardedHost, scheme, body }),
        );
      });
    });
    const port = await startProxy(() => upstream);
    const headers = { host: "shop--alpha.localhost:3000", "x-forwarded-for": "6.6.6.6" };
    const response = await send(port, { method: "POST", path: "/a?b=c", headers, body: "привет" });
    expect(response.statusCode).toBe(201);
    expect(response.headers["x-kept"]).toBe("yes");
    expect(JSON.parse(await text(response))).toEqual({
      method: "POST",
      url: "/a?b=c",
      host: "shop--alpha.localhost:3000",
      from: "127.0.0.1",
      forwardedHost: "shop--alpha.localhost:3000",
      scheme: "http",
      body: "привет",
    });
  });

  it("passes server-sent events on one by one, before the stream ends", async () => {
    let sendNext: () => void = () => undefined;
    const upstream = await listen((_incoming, response) => {
      response.writeHead(200, { "content-type": "text/event-stream" });
      response.write("data: first\n\n");
      sendNext = () => response.end("data: second\n\n");
    });
    const response = await send(await startProxy(() => upstream));
    const [first] = (await once(response, "data")) as [Buffer];
    expect(first.toString()).toBe("data: first\n\n");
    sendNext();
    expect(await text(response)).toBe("data: second\n\n");
  });

  it("ends the request to the site when the visitor leaves", async () => {
    let siteSawEnd: Promise<unknown> = Promise.resolve();
    const upstream = await listen((_incoming, response) => {
      response.write("x");
      siteSawEnd = once(response, "close");
    });
    const response = await send(await startProxy(() => upstream));
    await once(response, "data");
    response.destroy();
    await siteSawEnd;
  });

  it("passes a protocol switch on and joins both sides", async () => {
    const upstream = await listen(undefined, (server) =>
      server.on("upgrade", (_incoming, socket) => {
        socket.write("HTTP/1.1 101 Switching Protocols\r\nconnection: Upgrade\r\nupgrade: echo\r\n\r\n");
        socket.pipe(socket);
      }),
    );
    const port = await startProxy(() => upstream);
    const socket = connect(port, "127.0.0.1");
    socket.write("GET /ws HTTP/1.1\r\nhost: x.localhost\r\nconnection: Upgrade\r\nupgrade: echo\r\n\r\n");
    let received = "";
    for await (const chunk of socket) {
      received += String(chunk);
      if (received.endsWith("\r\n\r\n")) socket.write("ping");
      if (received.endsWith("ping")) break;
    }
    expect(received).toMatch(/^HTTP\/1.1 101/);
  });

  it("lets large cookies through", async () => {
    const upstream = await listen((incoming, response) => response.end(String(incoming.headers.cookie?.length)));
    const response = await send(await startProxy(() => upstream), { headers: { cookie: "a".repeat(40_000) } });
    expect(await text(response)).toBe("40000");
  });

  it("repeats a read whose kept connection died, so that a restart of the site is not seen", async () => {
    let count = 0;
    const upstream = await listen((incoming, response) => {
      count += 1;
      response.end(String(count));
      // The connection looks kept, and is gone when it is used again.
      if (count === 1) response.on("finish", () => setImmediate(() => incoming.socket.resetAndDestroy()));
    });
    const port = await startProxy(() => upstream);
    await text(await send(port));
    expect(await text(await send(port))).toBe("2");
  });

  it.each([
    ["no-route", 404, "Такого адреса нет"],
    ["no-endpoint", 503, "Сайт ещё запускается"],
  ] as const)("answers %s itself with %i in Russian first", async (kind, status, title) => {
    const response = await send(await startProxy(() => kind));
    expect(response.statusCode).toBe(status);
    expect(await text(response)).toContain(title);
  });

  it("answers 502 when the site breaks off, in English or as a problem document when asked", async () => {
    const upstream = await listen((incoming) => incoming.socket.destroy());
    const port = await startProxy(() => upstream);
    const page = await send(port, { method: "POST", body: "x", headers: { "accept-language": "en-GB,en;q=0.9" } });
    expect(page.statusCode).toBe(502);
    expect(await text(page)).toContain("The site did not answer");
    const problem = await send(port, { headers: { accept: "application/json", "accept-language": "en" } });
    expect(JSON.parse(await text(problem))).toMatchObject({ status: 502, code: "bad-gateway" });
  });
});
