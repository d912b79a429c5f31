import { readFile } from "node:fs/promises";
import { afterAll, beforeAll, describe, expect, inject, test } from "vitest";
import { createFounder } from "../features/founder/create-founder.ts";
import { inventPhone, publicOrigin, registerOwner, startTestCore, type TestCore } from "../testing/test-core.ts";

interface Operation {
  readonly method: string;
  readonly path: string;
  readonly permission: "anyone" | "user" | "owner" | "founder";
}

const document = JSON.parse(await readFile(new URL("../../generated/openapi.json", import.meta.url), "utf8")) as {
  paths: Record<string, Record<string, { "x-permission": Operation["permission"] }>>;
};
const operations: readonly Operation[] = Object.entries(document.paths).flatMap(([path, methods]) =>
  Object.entries(methods).map(([method, { "x-permission": permission }]) => ({
    method: method.toUpperCase(),
    path,
    permission,
  })),
);
const closed = operations.filter(({ permission }) => permission !== "anyone");
const hidden = operations.filter(({ permission }) => permission === "founder");

let core: TestCore;
beforeAll(async () => {
  core = await startTestCore({ postgresUrl: inject("postgresUrl"), settings: { ADDRESS_LIMIT_SCALE: "10000" } });
});
afterAll(() => core.stop());

interface Shape {
  readonly query?: string;
  readonly id?: string;
  readonly body?: string;
  readonly type?: string;
}

/** What a curious stranger sends. */
const shapes: readonly (readonly [string, Shape])[] = [
  ["a bad query", { query: "?page=abc&page_size=-1&active_only=maybe&unknown=1" }],
  ["a bad id", { id: "not-a-uuid" }],
  ["an id of a thousand characters", { id: "x".repeat(1000) }],
  ["an empty body", { body: "", type: "application/json" }],
  ["broken JSON", { body: "{", type: "application/json" }],
  ["a body of another shape", { body: '["x"]', type: "application/json" }],
  ["names that are not there", { body: '{"unknown":1}', type: "application/json" }],
  ["a body that is too large", { body: JSON.stringify({ name: "x".repeat(70_000) }), type: "application/json" }],
  ["a type that is not taken", { body: "x=1", type: "text/plain" }],
];

async function call(
  { method, path }: Pick<Operation, "method" | "path">,
  { query = "", id = "00000000-0000-4000-8000-000000000000", body, type }: Shape = {},
  cookie = "",
) {
  const takesBody = method !== "GET" && method !== "HEAD";
  const response = await fetch(`${core.core.url}${path.replace("{id}", id)}${query}`, {
    method,
    headers: { origin: publicOrigin, cookie, ...(takesBody && type !== undefined && { "content-type": type }) },
    ...(takesBody && body !== undefined && { body }),
  });
  const text = await response.text();
  const headers = Object.fromEntries(
    [...response.headers].filter(([name]) => !["date", "content-length", "connection", "keep-alive"].includes(name)),
  );
  return { status: response.status, headers, text: text.replace(/"request_id":"[^"]*"/, "") };
}

describe("signed out", () => {
  test.each(shapes)("%s gets the answer of a good request, at every closed operation", async (_what, shape) => {
    expect(closed.length).toBeGreaterThanOrEqual(15);
    for (const operation of closed) {
      const name = `${operation.method} ${operation.path}`;
      expect({ name, ...(await call(operation, shape)) }).toEqual({ name, ...(await call(operation)) });
    }
  });

  test("every closed operation asks to sign in, but hidden ones, which are not there", async () => {
    for (const operation of closed) {
      const { status } = await call(operation);
      expect(`${operation.path} ${status}`).toBe(`${operation.path} ${operation.permission === "founder" ? 404 : 401}`);
    }
  });
});

describe("hidden places answer as addresses that are not there", () => {
  const methods = ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"];
  // An id in its path is what another operation of this path may take.
  const places = [...new Set(hidden.map(({ path }) => path))].filter((path) => !path.includes("{id}"));

  test.each([["nobody"], ["an owner"], ["somebody with made-up cookies"]])(
    "to %s, by every method and body",
    async (who) => {
      const { client } = await registerOwner(core);
      const cookies: Record<string, string> = {
        "an owner": [...client.cookies].map(([name, value]) => `${name}=${value}`).join("; "),
        "somebody with made-up cookies": "__Host-access=a.b.c; __Host-refresh=made-up",
      };
      expect(places.length).toBeGreaterThanOrEqual(4);
      for (const path of places) {
        for (const method of methods) {
          for (const [, shape] of [["", {}] as const, ...shapes]) {
            const [place, nothing] = [path, "/api/nothing/at-all"].map((at) =>
              call({ method, path: at }, shape, cookies[who]),
            );
            expect({ method, path, shape, ...(await place) }).toEqual({ method, path, shape, ...(await nothing) });
          }
        }
      }
    },
  );

  test("a founder whose access token has run out is told to renew it", async () => {
    const phone = inventPhone();
    const password = "a founder's long password";
    const name = { firstName: "Ольга", lastName: "Основатель" };
    await createFounder({ databaseUrl: core.databaseUrl, phone, password, ...name, isFurther: true });
    const founder = core.client();
    await founder.post("/api/auth/login-password", { phone, password });
    expect((await founder.get("/api/founder/users")).status).toBe(200);
    founder.cookies.delete("__Host-access");
    expect((await founder.get("/api/founder/users")).status).toBe(401);
    await founder.post("/api/auth/logout-everywhere");
  });
});
