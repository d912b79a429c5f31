import { randomBytes } from "node:crypto";
import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { formatKeyRing, keyBytes } from "@tochka-rosta/service/keys";
import { type Database, openDatabase } from "../database/database.ts";
import type { ModuleDefinition } from "../define-module.ts";
import { type Clock, systemClock } from "../clock.ts";
import type { ModuleConfig } from "../config.ts";
import { defaultLimits, type SiteLimits } from "../limits.ts";
import type { InstanceIdentity, InstanceStatus } from "../instance/identity.ts";
import { startModule } from "../start-module.ts";
import { startTestCore, type TestCore } from "./test-core.ts";
import { createVisitor, type Visitor } from "./visitor.ts";

/** A module running for a test: its own database, its own identity, its own stand-in for the core. */
export interface TestSite {
  readonly url: string;
  readonly identity: InstanceIdentity;
  /** The module's database, seen from outside. */
  readonly database: Database;
  readonly core: TestCore;
  /** The environment that leads a process of its own to the same mounts. */
  readonly mounts: { readonly SERVICE_BINDING_ROOT: string; readonly INSTANCE_CONFIG_DIR: string };
  /** A browser without a past. */
  readonly newVisitor: () => Visitor;
  /** A browser that has been handed over as the owner, from this session of the platform or one of its own. */
  readonly newOwner: (sid?: string, claims?: Readonly<Record<string, unknown>>) => Promise<Visitor>;
  /** Moves the site's clock. */
  readonly advanceSeconds: (seconds: number) => void;
  /** Rewrites the identity file, as the platform does when an owner switches the site off. */
  readonly setStatus: (status: InstanceStatus) => Promise<void>;
  /** Rewrites it with what the tenant's plan lets the site keep. */
  readonly setStorage: (storageBytes: number) => Promise<void>;
  /** Rewrites it as a platform on trial does. */
  readonly setIndexed: (isIndexed: boolean) => Promise<void>;
  /** Drops the database under the running module. */
  readonly dropDatabase: () => Promise<void>;
  readonly stop: () => Promise<void>;
}

interface ServerAddress {
  readonly host: string;
  readonly port: number;
  readonly username: string;
  readonly password: string;
}

function addressOf(postgresUrl: string): ServerAddress {
  const url = new URL(postgresUrl);
  return {
    host: url.hostname,
    port: Number(url.port || "5432"),
    username: decodeURIComponent(url.username),
    password: decodeURIComponent(url.password),
  };
}

function connect(server: ServerAddress, database: string): Database {
  const readPassword = () => Promise.resolve(server.password);
  return openDatabase({ ...server, database, sslMode: "disable", readPassword }, () => undefined);
}

async function writeMounts(directory: string, server: ServerAddress, database: string): Promise<void> {
  const binding = join(directory, "bindings", "database");
  await mkdir(binding, { recursive: true });
  await mkdir(join(directory, "etc"));
  const { host, port, username, password } = server;
  const keys = { type: "postgresql", provider: "test", host, port: String(port), username, password, database };
  await mkdir(join(directory, "bindings", "keys"));
  const ring = { current: "1", keys: new Map([["1", randomBytes(keyBytes)]]) };
  await writeFile(join(directory, "bindings", "keys", "keys.json"), formatKeyRing(ring));
  await Promise.all(Object.entries(keys).map(([key, value]) => writeFile(join(binding, key), value)));
}

function buildIdentity(definition: ModuleDefinition, core: TestCore): InstanceIdentity {
  const host = `${definition.name}--alpha.localhost`;
  return {
    tenant: "alpha",
    tenantUid: "tenant-uid",
    module: definition.name,
    instance: definition.name,
    uid: "instance-uid",
    host,
    origin: `http://${host}:3000`,
    status: "active",
    trustedProxies: ["192.0.2.1/32"],
    isIndexed: true,
    core: { issuer: core.issuer, jwksUrl: core.jwksUrl, dashboardUrl: core.issuer },
  };
}

/** What a test may choose; the rest is as in a pod. */
export interface TestSiteOptions {
  readonly clock?: Clock;
  readonly limits?: Partial<SiteLimits>;
  /** The door out; left out, the platform has none. */
  readonly egress?: { readonly url: string; readonly tokenFile: string };
  /** False: the database lacks pg_trgm, as one on a server without it. */
  readonly hasTrigrams?: boolean;
}

/** Settings of a module whose mounts are below a folder. */
function buildConfig(directory: string, { egress, limits }: Pick<TestSiteOptions, "egress" | "limits">): ModuleConfig {
  return {
    host: "127.0.0.1",
    port: 0,
    logLevel: "info",
    databaseBindingDirectory: join(directory, "bindings", "database"),
    keysFile: join(directory, "bindings", "keys", "keys.json"),
    instanceFile: join(directory, "etc", "instance.json"),
    egress,
    limits: { ...defaultLimits, ...limits },
  };
}

/** As the operator's template has them. */
async function makeTrigrams(server: ServerAddress, name: string): Promise<void> {
  const database = connect(server, name);
  await database.run("CREATE SCHEMA extensions; CREATE EXTENSION pg_trgm SCHEMA extensions");
  await database.close();
}

/**
 * Starts a module on a new database of a real PostgreSQL.
 * @param postgresUrl a superuser's URL
 */
export async function startTestSite(
  definition: ModuleDefinition,
  postgresUrl: string,
  { clock = systemClock, limits, egress, hasTrigrams = true }: TestSiteOptions = {},
): Promise<TestSite> {
  const server = addressOf(postgresUrl);
  const name = `module_test_${randomBytes(6).toString("hex")}`;
  const superuser = connect(server, new URL(postgresUrl).pathname.slice(1) || "postgres");
  await superuser.run(`CREATE DATABASE ${name}`);
  if (hasTrigrams) await makeTrigrams(server, name);
  const directory = await mkdtemp(join(tmpdir(), "tochka-rosta-module-"));
  await writeMounts(directory, server, name);
  let ahead = 0;
  const moved: Clock = {
    now: () => new Date(clock.now().getTime() + ahead),
    monotonic: () => clock.monotonic() + ahead,
  };
  const core = await startTestCore(moved.now);
  const identity = buildIdentity(definition, core);
  const config = buildConfig(directory, { egress, limits });
  const writeIdentity = (changes: Partial<InstanceIdentity>): Promise<void> =>
    writeFile(config.instanceFile, JSON.stringify({ ...identity, ...changes }));
  await writeIdentity({});
  const running = await startModule(definition, config, false, moved);
  await running.ready;
  const database = connect(server, name);
  const newVisitor = (): Visitor => createVisitor(running.url, identity.origin);
  const dropDatabase = async (): Promise<void> => {
    await superuser.run(`DROP DATABASE IF EXISTS ${name} WITH (FORCE)`);
  };
  return {
    url: running.url,
    identity,
    database,
    core,
    mounts: { SERVICE_BINDING_ROOT: join(directory, "bindings"), INSTANCE_CONFIG_DIR: join(directory, "etc") },
    newVisitor,
    advanceSeconds: (seconds) => void (ahead += seconds * 1000),
    newOwner: async (sid, claims = {}) => {
      const visitor = newVisitor();
      await visitor.post("/admin/handover", {
        token: await core.signHandover(identity, { claims: { ...claims, ...(sid !== undefined && { sid }) } }),
      });
      return visitor;
    },
    setStatus: (status) => writeIdentity({ status }),
    setStorage: (storageBytes) => writeIdentity({ storageBytes }),
    setIndexed: (isIndexed) => writeIdentity({ isIndexed }),
    dropDatabase,
    stop: async () => {
      await Promise.all([running.stop(), database.close(), core.stop()]);
      await dropDatabase();
      await superuser.close();
      await rm(directory, { recursive: true, force: true });
    },
  };
}
