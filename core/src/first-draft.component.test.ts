import { readFile } from "node:fs/promises";
import { afterAll, beforeAll, describe, expect, inject, test } from "vitest";
import type { Answer, ProblemBody, TestClient } from "./testing/test-client.ts";
import {
  inventPhone,
  password,
  receiveCode,
  registerOwner,
  startTestCore,
  type TestCore,
} from "./testing/test-core.ts";

/** The table that says of each example whether it still holds, and why not. */
const record = new URL("../../docs/decisions/0019-one-spelling-and-no-version-in-the-path.md", import.meta.url);

/** A request as the first draft wrote it, and what became of the members of its answer. */
interface Example {
  readonly endpoint: string;
  readonly status: number;
  /** Members of the draft's answer that are there under the same name. */
  readonly kept: readonly string[];
  /** Members of the draft's answer that are not; the table says why. */
  readonly changed: readonly string[];
  readonly send: () => Promise<Answer>;
}

let core: TestCore;
let owner: { client: TestClient; phone: string; tenantId: string };
let tariffId: string;
beforeAll(async () => {
  core = await startTestCore({ postgresUrl: inject("postgresUrl") });
  owner = await registerOwner(core);
  const { body } = await core.client().get<{ id: string }[]>("/api/billing/tariffs");
  tariffId = body[0]?.id ?? "";
});
afterAll(() => core.stop());

const tenantMembers = ["id", "name", "domain", "owner_phone", "status", "is_active"];
const tariffMembers = {
  kept: ["id", "name", "subdomain_limit", "is_active"],
  changed: ["price_monthly", "features_json"],
};
const subscriptionMembers = {
  kept: ["id", "start_date", "end_date", "is_active"],
  changed: ["tenant_id", "tariff_id"],
};
const person = { first_name: "Анна", last_name: "Пробная", employment_type: "ip" };

const examples: readonly Example[] = [
  {
    endpoint: "POST /api/auth/check-phone",
    status: 200,
    kept: [],
    changed: ["exists"],
    send: () => core.client().post("/api/auth/check-phone", { phone: "8 (999) 123-45-67" }),
  },
  {
    endpoint: "POST /api/auth/send-code",
    status: 202,
    kept: [],
    changed: ["message", "dev_code"],
    send: () => core.client().post("/api/auth/send-code", { phone: inventPhone() }),
  },
  {
    endpoint: "POST /api/auth/login-password",
    status: 200,
    kept: [],
    changed: ["access_token", "token_type", "user_id", "tenant_id"],
    send: () => core.client().post("/api/auth/login-password", { phone: owner.phone, password }),
  },
  {
    endpoint: "POST /api/auth/register-full",
    status: 201,
    kept: [],
    changed: ["access_token", "refresh_token", "user_id", "tenant_id", "is_new_user"],
    send: () => register({ subdomain: "first-draft", consent: true }),
  },
  {
    endpoint: "GET /api/tenants/me",
    status: 200,
    kept: tenantMembers,
    changed: [],
    send: () => owner.client.get("/api/tenants/me"),
  },
  {
    endpoint: "GET /api/tenants/{id}",
    status: 200,
    kept: tenantMembers,
    changed: [],
    send: () => owner.client.get(`/api/tenants/${owner.tenantId}`),
  },
  {
    endpoint: "GET /api/billing/tariffs",
    status: 200,
    ...tariffMembers,
    send: () => firstOf(core.client().get<object[]>("/api/billing/tariffs?active_only=true")),
  },
  {
    endpoint: "GET /api/billing/tariffs/{id}",
    status: 200,
    ...tariffMembers,
    send: () => core.client().get(`/api/billing/tariffs/${tariffId}`),
  },
  {
    endpoint: "GET /api/billing/subscriptions/{tenant_id}",
    status: 200,
    ...subscriptionMembers,
    send: () => owner.client.get("/api/billing/subscriptions/me"),
  },
  {
    endpoint: "POST /api/billing/subscriptions",
    status: 200,
    ...subscriptionMembers,
    send: () => owner.client.post("/api/billing/subscriptions", { tariff: "growth" }),
  },
  {
    endpoint: "GET /health",
    status: 200,
    kept: ["status", "environment", "version"],
    changed: [],
    send: () => core.client().get("/health"),
  },
  {
    endpoint: "GET /health/detailed",
    status: 200,
    kept: ["status", "environment", "version", "checks"],
    changed: [],
    send: () => core.client().get("/health/detailed"),
  },
];

async function register(more: object): Promise<Answer> {
  const client = core.client();
  const phone = inventPhone();
  const code = await receiveCode(core, client, phone, "register");
  return client.post("/api/auth/register-full", { phone, code, password, ...person, ...more });
}

async function firstOf(pending: Promise<Answer<object[]>>): Promise<Answer> {
  const answer = await pending;
  return { ...answer, body: answer.body[0] };
}

const refusals = async (pending: Promise<Answer>): Promise<string[]> =>
  ((await pending).body as ProblemBody).errors?.map(({ field, code }) => `${field} ${code}`).sort() ?? [];

describe("an example of the first draft", () => {
  test.each(examples)("$endpoint is answered with the members that the table says", async (example) => {
    const { status, body } = await example.send();
    expect(`${status} ${JSON.stringify(body)}`).toMatch(new RegExp(`^${example.status} `));
    const members = Object.keys(body as object);
    expect(members).toEqual(expect.arrayContaining([...example.kept]));
    expect(members.filter((member) => example.changed.includes(member))).toEqual([]);
  });

  test("stands in the table, which names every member that changed", async () => {
    const rows = readRows(await readFile(record, "utf8"), "Core");
    expect([...rows.keys()].sort()).toEqual(examples.map(({ endpoint }) => endpoint).sort());
    for (const { endpoint, changed } of examples) {
      const row = rows.get(endpoint) ?? "";
      expect(changed.filter((member) => !row.includes(`\`${member}\``))).toEqual([]);
    }
  });
});

describe("what the first draft sent otherwise is refused by name", () => {
  test("a channel for codes waits until there are channels", async () => {
    const sent = core.client().post("/api/auth/send-code", { phone: inventPhone(), provider: "telegram" });
    expect(await refusals(sent)).toEqual(["provider UNKNOWN_FIELD"]);
  });

  test("a registration needs a subdomain and a consent", async () => {
    expect(await refusals(register({}))).toEqual(["consent REQUIRED", "subdomain REQUIRED"]);
  });

  test("a tariff is chosen by its code, and for one's own company only", async () => {
    const sent = owner.client.post("/api/billing/subscriptions", { tenant_id: owner.tenantId, tariff_id: tariffId });
    expect(await refusals(sent)).toEqual(["tariff REQUIRED", "tariff_id UNKNOWN_FIELD", "tenant_id UNKNOWN_FIELD"]);
  });

  test("a subscription is read by its owner, a company by its owner or the founder", async () => {
    const stranger = (await registerOwner(core)).client;
    expect((await owner.client.get(`/api/billing/subscriptions/${owner.tenantId}`)).status).toBe(404);
    expect((await stranger.get(`/api/tenants/${owner.tenantId}`)).status).toBe(404);
  });

  test("no path has a version, and the errors keep their detail", async () => {
    const { status, body } = await core.client().get<{ detail: string }>("/api/v1/billing/tariffs");
    expect([status, body.detail]).toEqual([404, "Не найдено."]);
    expect((await core.client().get("/docs/")).status).toBe(200);
    expect((await core.client().get("/redoc")).status).toBe(404);
  });
});

/** The rows of the table under a heading, by the endpoint in their first cell. */
function readRows(markdown: string, heading: string): Map<string, string> {
  const section = markdown.split(/^### /m).find((part) => part.startsWith(`${heading}\n`)) ?? "";
  const rows = section.split("\n").flatMap((line) => {
    const endpoint = /^\| `([^`]+)` \|/.exec(line)?.[1];
    return endpoint === undefined ? [] : [[endpoint, line] as const];
  });
  return new Map(rows);
}
