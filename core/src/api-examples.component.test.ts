import { execFile, spawnSync } from "node:child_process";
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { afterAll, beforeAll, describe, expect, inject, test } from "vitest";
import { apiExamples } from "../scripts/api-reference/examples.ts";
import { createFounder } from "./features/founder/create-founder.ts";
import { liveConditions } from "./testing/test-cluster.ts";
import { fillCatalogue, inventPhone, receiveCode, startTestCore, type TestCore } from "./testing/test-core.ts";

const run = promisify(execFile);
const reference = new URL("../../docs/reference/api.md", import.meta.url);
const document = new URL("../generated/openapi.json", import.meta.url);

interface Example {
  /** As a heading of the reference has it. */
  readonly operation: string;
  readonly operationId: string;
  readonly status: string;
  readonly command: string;
}

/** The operations of the OpenAPI document, each with what the reference says under its heading. */
async function readExamples(): Promise<Example[]> {
  const page = await readFile(reference, "utf8");
  const { paths } = JSON.parse(await readFile(document, "utf8")) as {
    paths: Record<string, Record<string, { operationId: string }>>;
  };
  return Object.entries(paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, { operationId }]) => {
      const operation = `${method.toUpperCase()} ${path}`;
      const [, section = ""] = page.split(`\n### ${operation}\n`);
      const [, command = ""] = /```sh\n([\s\S]*?)\n```/.exec(section) ?? [];
      const [, status = ""] = /^Answer `(\d+)`/m.exec(section) ?? [];
      return { operation, operationId, status, command };
    }),
  );
}

const examples = await readExamples();
const curlIsThere = spawnSync("curl", ["--version"]).status === 0;
const phones = { owner: inventPhone(), founder: inventPhone(), newcomer: inventPhone() };
const password = "a long password of yours";
const variables: Record<string, string> = { PASSWORD: password };
let core: TestCore;
let folder: string;

/** Runs a command of the reference as it stands; adds the status as the last line of the answer. */
async function runCommand(command: string, phone: string): Promise<{ status: string; body: string }> {
  const withStatus = command.replace("--fail-with-body", "--fail-with-body --write-out '\\n%{http_code}'");
  const { stdout } = await run("sh", ["-c", withStatus], {
    cwd: folder,
    env: {
      PATH: process.env["PATH"],
      CORE: core.core.url.replace("127.0.0.1", "localhost"),
      PHONE: phone,
      ...variables,
    },
  }).catch((error: Error & { code?: number; stdout?: string }) => {
    // 28: the time to listen is over, which is how following events ends.
    if (error.code === 28) return { stdout: error.stdout ?? "" };
    throw new Error(`${error.message}\n${error.stdout ?? ""}`);
  });
  const lines = stdout.split("\n");
  return { status: lines.pop() ?? "", body: lines.join("\n") };
}

function find(operationId: string): Example {
  const example = examples.find((one) => one.operationId === operationId);
  if (!example) throw new Error(`no operation ${operationId}`);
  return example;
}

/** Codes reach people by other ways than the API. */
async function takeCode(purpose: "register" | "login" | "reset", phone = phones.owner): Promise<void> {
  core.clock.advanceSeconds(61);
  variables["CODE"] = await receiveCode(core, core.client(), phone, purpose);
}

/** Somebody who is not registered comes in by the one entrance: their browser may register from here on. */
async function enterAsNewcomer(): Promise<void> {
  await takeCode("login", phones.newcomer);
  await runCommand(find("enter").command, phones.newcomer);
}

/** What an example needs that other examples or people do first. */
const preparations: Readonly<Record<string, () => Promise<void>>> = {
  registerFull: () => takeCode("register"),
  enter: () => takeCode("login"),
  getRegistration: enterAsNewcomer,
  completeRegistration: enterAsNewcomer,
  loginCode: () => takeCode("login"),
  resetPassword: () => takeCode("reset"),
  handOver: () => makeLive(),
  streamInstanceEvents: () => makeLive(),
};

async function makeLive(): Promise<void> {
  const conditions = Object.keys(liveConditions).map((type) => ({
    type,
    status: "True",
    reason: "Done",
    message: "",
    lastTransitionTime: core.clock.now().toISOString(),
  }));
  const status = { observedGeneration: 1, conditions, url: "http://shop--romashka.example.test/" };
  await core.query(
    "UPDATE module_instances SET active = true, cluster_status = $1, cluster_uid = 'uid', synced_version = wish_version",
    [JSON.stringify({ generation: 1, status })],
  );
}

/** After these the owner's cookies are not there any more. */
const leavesTheSession = new Set(["logout", "logoutEverywhere", "getRegistration", "completeRegistration"]);

/** The value at a path such as `0.id`. */
function pick(body: string, path: string): string {
  const value = path
    .split(".")
    .reduce<unknown>((part, key) => (part as Record<string, unknown>)[key], JSON.parse(body));
  if (typeof value !== "string") throw new Error(`the answer has no ${path}: ${body}`);
  return value;
}

/** Registration first, for the owner's cookies; another subdomain before there is a site; activation before what needs an instance, and its end last; signing out and in where it stands. */
function inOrder(one: Example, other: Example): number {
  const first = ["sendCode", "registerFull", "listTariffs", "changeMySubdomain", "activateModule"];
  const rank = ({ operationId }: Example) => {
    if (operationId === "deleteInstance") return first.length + 1;
    return first.includes(operationId) ? first.indexOf(operationId) : first.length;
  };
  return rank(one) - rank(other);
}

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "tochka-rosta-api-examples-"));
  core = await startTestCore({ postgresUrl: inject("postgresUrl"), settings: { ADDRESS_LIMIT_SCALE: "1000" } });
  await fillCatalogue(core);
  await createFounder({
    databaseUrl: core.databaseUrl,
    phone: phones.founder,
    password,
    firstName: "Основатель",
    lastName: "Платформы",
    isFurther: false,
  });
});
afterAll(async () => {
  await core.stop();
  await rm(folder, { recursive: true, force: true });
});

test("the reference has a command and a status for every operation of the OpenAPI document", () => {
  expect(examples.length).toBeGreaterThanOrEqual(32);
  expect(examples.filter(({ command, status }) => !command.startsWith("curl ") || status === "")).toEqual([]);
});

describe.runIf(curlIsThere)("as the reference writes it", () => {
  test.each([...examples].sort(inOrder))(
    "$operation is answered with $status",
    async ({ operationId, command, status }) => {
      const { as, gives } = apiExamples[operationId] ?? { as: "anyone" };
      await preparations[operationId]?.();
      if (as === "founder")
        await runCommand(find("loginPassword").command.replace("owner.jar", "founder.jar"), phones.founder);
      const answer = await runCommand(command, phones.owner);
      expect(answer).toMatchObject({ status });
      if (gives) variables[gives.variable] = pick(answer.body, gives.value);
      if (leavesTheSession.has(operationId)) await runCommand(find("loginPassword").command, phones.owner);
      if (operationId === "streamInstanceEvents") expect(answer.body).toContain("event: status");
    },
  );
});
