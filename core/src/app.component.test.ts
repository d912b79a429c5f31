import { once } from "node:events";
import { readFile } from "node:fs/promises";
import { connect } from "node:net";
import { afterAll, beforeAll, describe, expect, inject, test } from "vitest";
import { buildOpenApi } from "./http/openapi.ts";
import type { Instance } from "./features/modules/schemas.ts";
import type { ProblemBody, TestClient } from "./testing/test-client.ts";
import { fillCatalogue, registerOwner, startTestCore, type TestCore } from "./testing/test-core.ts";

interface Parameter {
  readonly in: string;
  readonly name: string;
  readonly required?: boolean;
}

interface OpenApi {
  paths: Record<
    string,
    Record<string, { security?: object[]; parameters?: Parameter[]; responses: Record<string, object> }>
  >;
}

/** The query without which an operation is refused before it looks for anything. */
function fillQuery(parameters: readonly Parameter[]): string {
  const needed = parameters.filter((parameter) => parameter.in === "query" && parameter.required === true);
  return needed.length === 0 ? "" : `?${needed.map(({ name }) => `${name}=shop`).join("&")}`;
}

const openApiFile = new URL("../generated/openapi.json", import.meta.url);

test("the committed OpenAPI document is fresh", async () => {
  expect(await readFile(openApiFile, "utf8"), "run npm run generate -w core").toBe(await buildOpenApi());
});

describe("who may see what", () => {
  let core: TestCore;
  let victim: { client: TestClient; tenantId: string };
  let attacker: { client: TestClient };
  let instanceId: string;
  let operations: { method: string; path: string; isOpen: boolean }[];

  beforeAll(async () => {
    core = await startTestCore({ postgresUrl: inject("postgresUrl") });
    await fillCatalogue(core);
    victim = await registerOwner(core);
    attacker = await registerOwner(core);
    instanceId = (await victim.client.post<Instance>("/api/modules/activate", { module: "shop" })).body.id;
    const document = JSON.parse(await readFile(openApiFile, "utf8")) as OpenApi;
    operations = Object.entries(document.paths).flatMap(([path, methods]) =>
      Object.entries(methods).map(([method, { security, parameters = [] }]) => ({
        method: method.toUpperCase(),
        path: `${path}${fillQuery(parameters)}`,
        isOpen: security === undefined,
      })),
    );
  });
  afterAll(() => core.stop());

  const call = (client: TestClient, method: string, path: string) =>
    client.send<ProblemBody>(method, path, method === "GET" ? undefined : {}, { origin: "http://localhost:3000" });

  test("every operation with somebody else's id answers as if it did not exist", async () => {
    const withId = operations.filter(({ path, isOpen }) => path.includes("{id}") && !isOpen);
    expect(withId.length).toBeGreaterThanOrEqual(5);
    const before = await core.query("SELECT * FROM module_instances");
    for (const { method, path } of withId) {
      const foreignId = path.startsWith("/api/tenants") ? victim.tenantId : instanceId;
      const foreign = await call(attacker.client, method, path.replace("{id}", foreignId));
      const absent = await call(attacker.client, method, path.replace("{id}", "00000000-0000-4000-8000-000000000000"));
      expect(`${method} ${path} ${foreign.status} ${foreign.body.code}`).toBe(`${method} ${path} 404 NOT_FOUND`);
      expect({ ...foreign.body, request_id: "" }).toEqual({ ...absent.body, request_id: "" });
    }
    expect(await core.query("SELECT * FROM module_instances")).toEqual(before);
  });

  test("no list of one owner holds anything of another", async () => {
    const { body } = await attacker.client.get<Instance[]>("/api/modules/instances");
    expect(body).toEqual([]);
    const mine = await attacker.client.get("/api/tenants/me");
    expect(JSON.stringify(mine.body)).not.toContain(victim.tenantId);
  });
});

describe("what everybody gets", () => {
  let core: TestCore;
  beforeAll(async () => {
    core = await startTestCore({ postgresUrl: inject("postgresUrl"), settings: { ADDRESS_LIMIT_SCALE: "1" } });
  });
  afterAll(() => core.stop());

  test("unknown addresses are problem documents in the reader's language", async () => {
    const client = core.client();
    const russian = await client.get<ProblemBody>("/api/nothing");
    expect(russian.headers.get("content-type")).toContain("application/problem+json");
    expect(russian.body).toMatchObject({ status: 404, code: "NOT_FOUND", title: "Не найдено." });
    client.cookies.set("lang", "en");
    expect((await client.get<ProblemBody>("/api/nothing", { "accept-language": "ru" })).body.title).toBe("Not found.");
  });

  test.each([
    ["application/json", "{", "400 BODY_UNREADABLE"],
    ["text/plain", "phone=1", "415 CONTENT_TYPE_UNSUPPORTED"],
    ["application/json", JSON.stringify({ phone: "x".repeat(70_000) }), "413 BODY_TOO_LARGE"],
  ])("a body that cannot be read is refused: %s", async (type, body, expected) => {
    const response = await fetch(`${core.core.url}/api/auth/check-phone`, {
      method: "POST",
      headers: { "content-type": type },
      body,
    });
    expect(`${response.status} ${((await response.json()) as ProblemBody).code}`).toBe(expected);
  });

  test("one address is held to its limit, and told when to come back", async () => {
    const client = core.client();
    core.clock.advanceSeconds(601);
    const answers = [];
    for (let attempt = 0; attempt < 121; attempt++) {
      answers.push(await client.post<ProblemBody>("/api/auth/check-phone", { phone: "89991234567" }));
    }
    expect(answers.slice(0, 120).every(({ status }) => status === 200)).toBe(true);
    const last = answers.at(-1);
    expect(`${last?.status} ${last?.body.code}`).toBe("429 TOO_MANY_REQUESTS");
    expect(Number(last?.headers.get("retry-after"))).toBeGreaterThan(0);
    core.clock.advanceSeconds(601);
    expect((await client.post("/api/auth/check-phone", { phone: "89991234567" })).status).toBe(200);
  });

  test("documentation, document, keys, health and figures are served", async () => {
    const client = core.client();
    for (const path of [
      "/docs/",
      "/docs/reference",
      "/docs/reference/redoc.js",
      "/openapi.json",
      "/health",
      "/metrics",
    ]) {
      expect(`${path} ${(await client.get(path)).status}`).toBe(`${path} 200`);
    }
    const { body } = await client.get<{ keys: Record<string, string>[] }>("/.well-known/jwks.json");
    expect(body.keys).toHaveLength(1);
    expect(Object.keys(body.keys[0] ?? {}).sort()).toEqual(["alg", "e", "kid", "kty", "n", "use"]);
    expect((await client.get("/health/detailed")).body).toMatchObject({
      status: "ok",
      checks: {
        database: { status: "ok" },
        redis: { status: "not configured" },
        cluster: { status: "not configured" },
      },
    });
    expect((await client.get<string>("/metrics")).body).toContain("tochka_core_request_duration_seconds");
  });

  test("the reference page loads nothing from elsewhere", async () => {
    const { body, headers } = await core.client().get<string>("/docs/reference");
    expect(headers.get("content-security-policy")).toMatch(/default-src 'none'; script-src 'self';/);
    expect(body).not.toMatch(/https?:/);
  });

  test("without the setting no documentation is served, and the API is as ever", async () => {
    const quiet = await startTestCore({ postgresUrl: inject("postgresUrl"), settings: { API_REFERENCE: "off" } });
    for (const path of ["/docs", "/docs/", "/docs/reference", "/docs/reference/redoc.js", "/openapi.json"]) {
      expect(`${path} ${(await quiet.client().get(path)).status}`).toBe(`${path} 404`);
    }
    expect((await quiet.client().get("/api/billing/tariffs")).status).toBe(200);
    await quiet.stop();
  });

  test("over HTTPS every answer makes browsers keep to it, refusals included; over HTTP none does", async () => {
    const secure = await startTestCore({
      postgresUrl: inject("postgresUrl"),
      settings: { PUBLIC_ORIGIN: "https://dashboard.example" },
    });
    const read = async (of: TestCore, path: string) =>
      (await of.client().get(path)).headers.get("strict-transport-security");
    for (const path of ["/health", "/api/auth/me", "/api/nothing"]) {
      expect([await read(secure, path), await read(core, path)]).toEqual(["max-age=31536000", null]);
    }
    await secure.stop();
  });

  test("an address with slashes at its end leads to the one without, with its query and its method", async () => {
    for (const method of ["GET", "POST"]) {
      const url = `${core.core.url}/api/billing/tariffs//?active_only=true`;
      const { status, headers } = await fetch(url, { method, redirect: "manual" });
      expect([status, headers.get("location")]).toEqual([308, "/api/billing/tariffs?active_only=true"]);
      expect(headers.get("x-content-type-options")).toBe("nosniff");
    }
    const strange = await sendRaw(core.core.url, "GET //evil.example/ HTTP/1.1\r\nhost: x\r\n\r\n");
    expect(strange.status).toBe(404);
  });

  test.each([
    ["a path that cannot be decoded", "GET /api/tenants/%E0%A4%A HTTP/1.1\r\nhost: x\r\n\r\n", "404 NOT_FOUND"],
    ["the same on no route", "GET /%E0%A4%A HTTP/1.1\r\nhost: x\r\n\r\n", "404 NOT_FOUND"],
    ["a method that is not there", "PROPFIND /api/modules HTTP/1.1\r\nhost: x\r\n\r\n", "404 NOT_FOUND"],
    ["a method of another operation", "DELETE /api/modules HTTP/1.1\r\nhost: x\r\n\r\n", "404 NOT_FOUND"],
    ["no method at all", "XYZZY / HTTP/1.1\r\nhost: x\r\n\r\n", "400 REQUEST_UNREADABLE"],
    ["bytes that are no request", "\u0016\u0003\u0001\r\n\r\n", "400 REQUEST_UNREADABLE"],
    [
      "two lengths",
      "POST / HTTP/1.1\r\nhost: x\r\ncontent-length: 1\r\ncontent-length: 2\r\n\r\n",
      "400 REQUEST_UNREADABLE",
    ],
    ["headers over 16 KiB", `GET / HTTP/1.1\r\nhost: x\r\ncookie: ${"x".repeat(20_000)}\r\n\r\n`, "431 HEAD_TOO_LARGE"],
    ["an address over 16 KiB", `GET /${"x".repeat(20_000)} HTTP/1.1\r\nhost: x\r\n\r\n`, "431 HEAD_TOO_LARGE"],
  ])("%s is answered by a problem document with the headers of every answer", async (_what, request, expected) => {
    const answer = await sendRaw(core.core.url, request);
    expect(`${answer.status} ${(JSON.parse(answer.body) as ProblemBody).code}`).toBe(expected);
    expect(answer.head).toMatch(/content-type: application\/problem\+json/i);
    expect(answer.head).toMatch(/x-content-type-options: nosniff/i);
    expect(answer.head).toMatch(/cache-control: no-store/i);
  });
});

/** What a client without manners sends, byte by byte. */
async function sendRaw(url: string, request: string): Promise<{ status: number; head: string; body: string }> {
  const { port } = new URL(url);
  const socket = connect(Number(port), "127.0.0.1");
  const parts: Buffer[] = [];
  socket.on("data", (part) => parts.push(part));
  const ended = once(socket, "close");
  socket.end(request);
  await ended;
  const [head = "", body = ""] = Buffer.concat(parts).toString().split("\r\n\r\n");
  return { status: Number(head.split(" ")[1]), head, body };
}
