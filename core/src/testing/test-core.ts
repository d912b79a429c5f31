import { generateKeyPairSync, randomInt, randomUUID } from "node:crypto";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import pg from "pg";
import type { OutgoingCode } from "../codes/sender.ts";
import { readConfig } from "../config/config.ts";
import { createLog } from "@tochka-rosta/service/log";
import { startCore, type Core } from "../start.ts";
import { TestClient } from "./test-client.ts";
import { TestClock } from "./test-clock.ts";

/** A whole core over a database of its own, listening on a free port. */
export interface TestCore {
  readonly core: Core;
  readonly clock: TestClock;
  readonly databaseUrl: string;
  /** One-time codes that were sent, oldest first. */
  readonly sent: OutgoingCode[];
  /** Makes the sending of codes fail until set to undefined. */
  failSending: Error | undefined;
  client(): TestClient;
  query<Row extends pg.QueryResultRow>(sql: string, values?: unknown[]): Promise<Row[]>;
  stop(): Promise<void>;
}

export const publicOrigin = "http://localhost:3000";

const { privateKey } = generateKeyPairSync("rsa", { modulusLength: 2048 });
const signingKeys = JSON.stringify({
  keys: [{ ...privateKey.export({ format: "jwk" }), kid: "test-key", alg: "RS256", use: "sig" }],
});

export interface TestCoreOptions {
  readonly postgresUrl: string;
  readonly settings?: Readonly<Record<string, string>>;
  /** Real time, where others' clocks matter. */
  readonly hasRealClock?: boolean;
  /** An existing database, for a second replica or a restart. */
  readonly databaseUrl?: string;
}

export async function startTestCore(options: TestCoreOptions): Promise<TestCore> {
  const databaseUrl = options.databaseUrl ?? (await createTestDatabase(options.postgresUrl));
  const secretsDirectory = await writeSecrets();
  const clock = new TestClock();
  const config = readConfig({
    NODE_ENV: "test",
    HOST: "127.0.0.1",
    PORT: "0",
    LOG_LEVEL: "silent",
    DATABASE_URL: databaseUrl,
    DATABASE_POOL_SIZE: "10",
    SECRETS_DIR: secretsDirectory,
    PUBLIC_ORIGIN: publicOrigin,
    SITE_DOMAIN: "example.test",
    CLUSTER_SYNC: "off",
    API_REFERENCE: "on",
    ADDRESS_LIMIT_SCALE: "100",
    ...options.settings,
  });
  const sent: OutgoingCode[] = [];
  const test: Pick<TestCore, "failSending"> = { failSending: undefined };
  const core = await startCore(config, {
    env: {},
    log: createLog({ level: "silent" }),
    overrides: {
      ...(!options.hasRealClock && { clock }),
      codes: {
        delivery: "terminal",
        send: async (code) => {
          if (test.failSending) throw test.failSending;
          sent.push(code);
        },
      },
    },
  });
  const pool = new pg.Pool({ connectionString: databaseUrl, max: 2 });
  return Object.assign(test, {
    core,
    clock,
    databaseUrl,
    sent,
    client: () => new TestClient(core.url, publicOrigin),
    query: async <Row extends pg.QueryResultRow>(sql: string, values: unknown[] = []) =>
      (await pool.query<Row>(sql, values)).rows,
    stop: async () => {
      await pool.end();
      await core.stop();
      await rm(secretsDirectory, { recursive: true, force: true });
    },
  });
}

/** A database of its own on the test server. */
export async function createTestDatabase(postgresUrl: string): Promise<string> {
  const name = `core_${randomUUID().replaceAll("-", "")}`;
  const admin = new pg.Client({ connectionString: postgresUrl });
  await admin.connect();
  await admin.query(`CREATE DATABASE ${name}`);
  await admin.end();
  const url = new URL(postgresUrl);
  url.pathname = `/${name}`;
  return url.href;
}

export async function writeSecrets(): Promise<string> {
  const directory = await mkdtemp(join(tmpdir(), "tochka-rosta-core-"));
  await writeFile(join(directory, "signing-keys.json"), signingKeys);
  await writeFile(join(directory, "code-pepper"), "a pepper for tests, long enough");
  return directory;
}

/** A phone nobody has used before. */
export function inventPhone(): string {
  return `+79${String(randomInt(1_000_000_000)).padStart(9, "0")}`;
}

export const password = "correct horse battery";

/** Registers somebody new and returns a client signed in as them. */
export async function registerOwner(
  test: TestCore,
  input: { tariff?: string; phone?: string; subdomain?: string } = {},
) {
  const client = test.client();
  const phone = input.phone ?? inventPhone();
  const code = await receiveCode(test, client, phone, "register");
  const subdomain = input.subdomain ?? `t-${randomUUID().slice(0, 12)}`;
  const answer = await client.post<{ user: { id: string }; tenant: { id: string } }>("/api/auth/register-full", {
    phone,
    code,
    password,
    first_name: "Анна",
    last_name: "Пробная",
    employment_type: "ip",
    subdomain,
    consent: true,
    ...(input.tariff !== undefined && { tariff: input.tariff }),
  });
  if (answer.status !== 201) throw new Error(`registration was refused: ${JSON.stringify(answer.body)}`);
  return { client, phone, subdomain, userId: answer.body.user.id, tenantId: answer.body.tenant.id };
}

/** Asks for a code and reads it where the person would. */
export async function receiveCode(test: TestCore, client: TestClient, phone: string, purpose: string): Promise<string> {
  const answer = await client.post("/api/auth/send-code", { phone, purpose });
  if (answer.status !== 202) throw new Error(`no code was sent: ${JSON.stringify(answer.body)}`);
  return test.sent.findLast((it) => it.phone === phone && it.purpose === purpose)?.code ?? "";
}

/** Fills the catalogue as the sync would. */
export async function fillCatalogue(test: TestCore): Promise<void> {
  await test.query(
    `INSERT INTO modules (name, title_ru, title_en, stage, updated_at) VALUES
       ('shop', 'Магазин', 'Shop', 'available', now()), ('events', 'Мероприятия', 'Events', 'available', now()),
       ('portfolio', 'Портфолио', 'Portfolio', 'soon', now())`,
  );
}

/** What the cluster would have said, written straight into the row. */
export async function makeLive(core: TestCore, id: string): Promise<void> {
  const conditions = ["DatabaseReady", "WorkloadAvailable", "RouteProgrammed", "Reachable", "Ready"].map((type) => ({
    type,
    status: "True",
    reason: "Done",
    message: "",
    lastTransitionTime: core.clock.now().toISOString(),
  }));
  const status = { observedGeneration: 1, conditions, url: "http://shop--alpha.example.test/" };
  await core.query(
    `UPDATE module_instances SET cluster_status = $2, cluster_uid = 'uid-of-the-object', synced_version = wish_version WHERE id = $1`,
    [id, JSON.stringify({ generation: 1, status })],
  );
}
