import { readFile, writeFile } from "node:fs/promises";
import { systemNamespace } from "../real-cluster/harness/names.ts";
import type { ClusterPlatform } from "../real-cluster/harness/platform-on-cluster.ts";
import type { DebianPostgres } from "../setup/debian-postgres.ts";

/** The core's database as its owner calls it: not as the chart would. */
export const readyMadeCoreDatabase = "owners";

const secrets = { core: "core-of-ours", modules: "servers-of-ours" };
const serversKey = "servers.json";

/** One entry of the operator's list of servers. */
export interface ListedServer {
  readonly name: string;
  readonly user: string;
  readonly password: string;
}

/**
 * Turns what the chart made with an administrator into what somebody brings ready-made: the core's database by another name, and two
 * Secrets. The values name them from now on; the platform follows with its next upgrade.
 */
export async function bringReadyMadeDatabases(
  platform: ClusterPlatform,
  postgres: DebianPostgres,
  valuesFile: string,
): Promise<void> {
  await postgres.query("ALTER DATABASE core ALLOW_CONNECTIONS false");
  await postgres.query("SELECT pg_terminate_backend(pid, 10000) FROM pg_stat_activity WHERE datname = 'core'");
  await postgres.query(`ALTER DATABASE core RENAME TO ${readyMadeCoreDatabase}`);
  await postgres.query(`ALTER DATABASE ${readyMadeCoreDatabase} ALLOW_CONNECTIONS true`);
  const url = new URL(await readSecret(platform, "core-database", "url"));
  url.pathname = `/${readyMadeCoreDatabase}`;
  const servers = await readSecret(platform, "operator-database-servers", serversKey);
  await platform.apply(
    buildSecret(secrets.core, { url: url.href }),
    buildSecret(secrets.modules, { [serversKey]: servers }),
  );
  const values = await readFile(valuesFile, "utf8");
  const named = `core: { existingSecret: ${secrets.core} }\n    modules: { existingSecret: ${secrets.modules} }`;
  await writeFile(valuesFile, values.replace("admin: { existingSecret: postgresql-admin }", named));
}

/** Gives the roles of ready-made databases the passwords that the Secrets have: roles are restored without any. */
export async function setReadyMadePasswords(platform: ClusterPlatform, postgres: DebianPostgres): Promise<void> {
  const { username, password } = new URL(await readSecret(platform, secrets.core, "url"));
  const roles = [{ user: username, password: decodeURIComponent(password) }, ...(await listServers(platform))];
  for (const role of roles) await postgres.query(`ALTER ROLE ${role.user} PASSWORD '${role.password}'`);
}

/** The operator's list of servers: the chart's own, or the one that was brought. */
export async function listServers(
  platform: ClusterPlatform,
  secret = secrets.modules,
): Promise<readonly ListedServer[]> {
  return JSON.parse(await readSecret(platform, secret, serversKey)) as readonly ListedServer[];
}

async function readSecret(platform: ClusterPlatform, name: string, key: string): Promise<string> {
  const text = await platform.kubectl("get", "secret", name, "--namespace", systemNamespace, "--output", "json");
  const { data } = JSON.parse(text) as { data: Record<string, string> };
  return Buffer.from(data[key] ?? "", "base64").toString();
}

function buildSecret(name: string, stringData: Readonly<Record<string, string>>): object {
  return { apiVersion: "v1", kind: "Secret", metadata: { name, namespace: systemNamespace }, stringData };
}
