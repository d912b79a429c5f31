import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { createServer } from "node:http";
import type { AddressInfo, Socket } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { EgressError } from "@tochka-rosta/service/egress-error";
import { expect, test } from "vitest";
import { openHttp } from "./open-http.ts";

async function problemOf(request: Promise<unknown>): Promise<unknown> {
  const error: unknown = await request.catch((reason: unknown) => reason);
  return error instanceof EgressError ? error.problem : error;
}

test("without a door a module reaches nobody, not even on its own machine", async () => {
  let asked = 0;
  const server = createServer((_, response) => {
    asked += 1;
    response.end();
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  const http = openHttp(undefined);
  expect(await problemOf(http.request(`http://127.0.0.1:${port}/`))).toBe("not_configured");
  expect(asked).toBe(0);
  http.close();
  server.close();
});

test("with a door it asks there, and the door's reason reaches the module", async () => {
  const targets: string[] = [];
  const door = createServer();
  door.on("connect", (request, socket: Socket) => {
    targets.push(`${request.url} ${request.headers["proxy-authorization"]}`);
    socket.end("HTTP/1.1 403 Forbidden\r\nx-egress-problem: host_not_named\r\n\r\n");
  });
  await new Promise<void>((resolve) => door.listen(0, "127.0.0.1", resolve));
  const { port } = door.address() as AddressInfo;
  const folder = await mkdtemp(join(tmpdir(), "tochka-rosta-sdk-http-"));
  const tokenFile = join(folder, "token");
  await writeFile(tokenFile, "a.b.c");
  const http = openHttp({ url: `http://127.0.0.1:${port}`, tokenFile });
  const problem = await problemOf(http.request("https://api.example.com/rates"));
  http.close();
  door.close();
  await rm(folder, { recursive: true });
  expect([problem, targets]).toEqual(["host_not_named", ["api.example.com:443 Bearer a.b.c"]]);
});
