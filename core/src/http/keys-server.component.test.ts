import { findFreePort } from "@tochka-rosta/testing";
import { expect, inject, test } from "vitest";
import { startTestCore } from "../testing/test-core.ts";
import { serveKeys } from "./keys-server.ts";

test("public keys and ended sessions on a port of their own are all that is there", async () => {
  const server = await serveKeys({ keys: [{ kid: "first" }] }, async () => "a list", { host: "127.0.0.1", port: 0 });
  const url = `http://127.0.0.1:${server.port}`;
  const answer = await fetch(`${url}/.well-known/jwks.json`);
  expect(answer.headers.get("content-type")).toContain("application/json");
  expect(await answer.json()).toEqual({ keys: [{ kid: "first" }] });
  const list = await fetch(`${url}/.well-known/ended-sessions`);
  expect([list.headers.get("content-type"), await list.text()]).toEqual(["application/jwt", "a list"]);
  for (const path of ["/health", "/api/auth/check-phone", "/docs"]) {
    expect((await fetch(`${url}${path}`)).status, path).toBe(404);
  }
  await server.stop();
  await expect(fetch(url)).rejects.toThrow();
});

test("with KEYS_PORT the core serves there what it serves beside its API, and ends both", async () => {
  const port = await findFreePort();
  const apart = await startTestCore({
    postgresUrl: inject("postgresUrl"),
    settings: { HOST: "127.0.0.1", KEYS_PORT: String(port) },
  });
  const read = async (origin: string) => (await fetch(`${origin}/.well-known/jwks.json`)).json();
  const keys = await read(`http://127.0.0.1:${port}`);
  expect(keys).toEqual({ keys: [expect.objectContaining({ kty: "RSA" })] });
  expect(keys).toEqual(await read(apart.core.url));
  await apart.stop();
  await expect(read(`http://127.0.0.1:${port}`)).rejects.toThrow();
});
