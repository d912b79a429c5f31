import type { Client } from "@tochka-rosta/controller-runtime";
import {
  createSecretStore,
  deriveCoreDatabase,
  deriveDatabaseServers,
  ensureCoreSecrets,
  ensurePasswords,
  ensurePlatformKeys,
  prepareCoreDatabase,
  prepareModuleServer,
} from "@tochka-rosta/core/setup";
import pg from "pg";
import { secrets } from "@tochka-rosta/node";
import type { PostgresServer } from "@tochka-rosta/testing";
import { fieldManager, systemNamespace } from "./names.ts";

/**
 * Does what the chart's hooks and init containers do in a cluster, by the same functions: Secrets that are missing, roles and
 * databases, and the Secrets that hold this start's addresses. Repeating it changes nothing.
 */
export async function setUp(client: Client, postgres: PostgresServer): Promise<void> {
  const store = createSecretStore(client, { namespace: systemNamespace, fieldManager });
  await ensureCoreSecrets(store);
  await ensurePlatformKeys(store);
  const passwords = await ensurePasswords(store);
  await withAdministrator(postgres, async (administrator) => {
    await prepareCoreDatabase(administrator, passwords.core, warn);
    await prepareModuleServer(administrator, passwords.provisioner, warn);
  });
  const server = new URL(`postgresql://${postgres.host}:${postgres.port}/postgres?sslmode=disable`);
  await deriveCoreDatabase(store, server, passwords);
  await deriveDatabaseServers(store, { name: "local", server, password: passwords.provisioner });
  await removeOldKubeconfig(client);
}

/** The administrator is a superuser here, who may do everything that others would be told to do by hand. */
function warn(message: string): void {
  throw new Error(`PostgreSQL refused its superuser: ${message}`);
}

async function withAdministrator(postgres: PostgresServer, work: (client: pg.Client) => Promise<void>): Promise<void> {
  const client = new pg.Client({ connectionString: postgres.url("postgres") });
  await client.connect();
  try {
    await work(client);
  } finally {
    await client.end();
  }
}

/** Programs once read how to call the API server from a Secret; nobody does any more, and it holds a token. */
async function removeOldKubeconfig(client: Client): Promise<void> {
  const reference = { namespace: systemNamespace, name: "kubeconfig" };
  const uid = (await client.get(secrets, reference))?.metadata.uid;
  if (uid !== undefined) await client.delete(secrets, reference, { uid });
}
