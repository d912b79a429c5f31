import { generateKeyPair, randomBytes, randomUUID, type JsonWebKey } from "node:crypto";
import { promisify } from "node:util";
import { readAuthority, readSslMode } from "@tochka-rosta/postgres/connection";
import { formatKeyRing, keyBytes } from "@tochka-rosta/service/keys";
import { coreRole, provisionerRole } from "./databases.ts";
import type { SecretStore } from "./secret-store.ts";

/** The Secrets that the platform makes for itself, by name. */
export const secretNames = {
  /** signing-keys.json and code-pepper. */
  core: "core-secrets",
  /** keys.json: of these every instance's own keys are derived. */
  platformKeys: "platform-keys",
  /** Of the roles that are made on PostgreSQL servers: core and provisioner. */
  passwords: "platform-passwords",
  /** The administrator of the built-in servers: password, core-url, modules-url. */
  trialPostgresql: "trial-postgresql",
  /** url */
  coreDatabase: "core-database",
  /** servers.json */
  databaseServers: "operator-database-servers",
} as const;

/** Passwords of the roles that the platform makes. */
export interface PlatformPasswords {
  readonly core: string;
  readonly provisioner: string;
}

/** The core's keys for tokens and codes. */
export async function ensureCoreSecrets(store: SecretStore): Promise<void> {
  await store.ensure(secretNames.core, async () => ({
    "signing-keys.json": JSON.stringify({ keys: [await makeSigningKey()] }, null, 2),
    "code-pepper": randomBytes(32).toString("base64url"),
  }));
}

/** The platform's keys, with one version. Further ones are added by people, and stay. */
export async function ensurePlatformKeys(store: SecretStore): Promise<void> {
  await store.ensure(secretNames.platformKeys, () => ({
    "keys.json": formatKeyRing({ current: "1", keys: new Map([["1", randomBytes(keyBytes)]]) }),
  }));
}

/** @throws Error when the Secret exists without one of the passwords */
export async function ensurePasswords(store: SecretStore): Promise<PlatformPasswords> {
  const files = await store.ensure(secretNames.passwords, () => ({
    core: makePassword(),
    provisioner: makePassword(),
  }));
  return {
    core: need(files, secretNames.passwords, "core"),
    provisioner: need(files, secretNames.passwords, "provisioner"),
  };
}

/** The administrator of the built-in servers, with the addresses that `setup databases` works on. */
export async function ensureTrialPostgresql(store: SecretStore, coreServer: URL, moduleServer: URL): Promise<void> {
  const files = await store.ensure(secretNames.trialPostgresql, () => ({ password: makePassword() }));
  const password = need(files, secretNames.trialPostgresql, "password");
  await store.derive(secretNames.trialPostgresql, {
    password,
    "core-url": withLogin(coreServer, { user: "postgres", password, database: "postgres" }),
    "modules-url": withLogin(moduleServer, { user: "postgres", password, database: "postgres" }),
  });
}

/** Where the core finds its database. */
export async function deriveCoreDatabase(store: SecretStore, server: URL, { core }: PlatformPasswords): Promise<void> {
  const url = withLogin(server, { user: coreRole, password: core, database: coreRole });
  await store.derive(secretNames.coreDatabase, { url });
}

/** A server for modules' databases, and the provisioner's password there. */
export interface DatabaseServer {
  /** Written into instances' status, so it must stay. */
  readonly name: string;
  readonly server: URL;
  readonly password: string;
  /** Of its pods, where it runs beside us: modules may reach them and no others there. */
  readonly podLabels?: Readonly<Record<string, string>> | undefined;
}

/**
 * Puts a server into the list of those that modules' databases are placed on. Others in it stay: people add them by hand.
 * @throws Error when the list that is there cannot be read, rather than lose what it holds
 */
export async function deriveDatabaseServers(
  store: SecretStore,
  { name, server, password, podLabels }: DatabaseServer,
): Promise<void> {
  const authorityFile = server.searchParams.get("sslrootcert");
  const entry = {
    name,
    host: server.hostname,
    port: Number(server.port || 5432),
    user: provisionerRole,
    password,
    database: server.pathname.slice(1) || "postgres",
    softLimit: 500,
    hardLimit: 1000,
    sslmode: readSslMode(server.searchParams.get("sslmode") ?? "verify-full"),
    ...(authorityFile && { ca: readAuthority(authorityFile).trim() }),
    ...(podLabels && { podLabels }),
  };
  const servers = await readDatabaseServers(store);
  const index = servers.findIndex((other) => other.name === name);
  const list = index === -1 ? [entry, ...servers] : servers.with(index, entry);
  await store.derive(secretNames.databaseServers, { "servers.json": JSON.stringify(list, null, 2) });
}

async function readDatabaseServers(store: SecretStore): Promise<readonly { readonly name: unknown }[]> {
  const text = (await store.read(secretNames.databaseServers))?.["servers.json"];
  if (text === undefined || text.trim() === "") return [];
  let list: unknown;
  try {
    list = JSON.parse(text);
  } catch {
    list = undefined; // JSON.parse quotes its input, which holds passwords.
  }
  if (Array.isArray(list) && list.every((entry) => typeof entry === "object" && entry !== null)) {
    return list as { readonly name: unknown }[];
  }
  throw new Error(
    `The Secret ${secretNames.databaseServers} holds no JSON list in servers.json: correct or delete it.`,
  );
}

interface Login {
  readonly user: string;
  readonly password: string;
  readonly database: string;
}

function withLogin(server: URL, { user, password, database }: Login): string {
  const url = new URL(server);
  url.username = user;
  url.password = password;
  url.pathname = `/${database}`;
  return url.href;
}

function need(files: Readonly<Record<string, string>>, secret: string, key: string): string {
  const value = files[key];
  if (value === undefined || value === "") {
    throw new Error(
      `The Secret ${secret} exists but has no ${key}: add it, or delete the Secret to have it created again.`,
    );
  }
  return value;
}

/** The core's key for tokens: RS256, as a private JSON Web Key. */
async function makeSigningKey(): Promise<JsonWebKey> {
  const { privateKey } = await promisify(generateKeyPair)("rsa", { modulusLength: 2048 });
  return { ...privateKey.export({ format: "jwk" }), kid: randomUUID(), alg: "RS256", use: "sig" };
}

function makePassword(): string {
  return randomBytes(24).toString("base64url");
}
