import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { readSettings } from "@tochka-rosta/service/settings";
import { readAdministratorUrl } from "../administrator.ts";
import { SetupError, type CommandContext } from "../command.ts";
import { connectWhenUp } from "../connect.ts";
import { prepareCoreDatabase, prepareModuleServer } from "../databases.ts";
import { databasesSettings, readTlsDefaults } from "../settings.ts";

/** A pod is started again after a failure, so this only bridges the start of a server beside it. */
const timeoutSeconds = 120;

/**
 * `setup databases`: makes the core's role and database on the server of CORE_ADMIN_URL_FILE, and the operator's provisioner on that
 * of MODULES_ADMIN_URL_FILE (see `readAdministratorUrl`), with the passwords `core` and `provisioner` in PASSWORDS_DIR. Repeating it
 * changes nothing.
 */
export async function prepareDatabases({ env, log }: CommandContext): Promise<void> {
  const { passwordsDirectory, databaseServer: server, ...given } = readSettings(databasesSettings, env);
  const readPassword = (name: string) => readSecret("PASSWORDS_DIR", join(passwordsDirectory, name));
  const shared = { server, tls: readTlsDefaults(env) };
  const coreUrl = await readAdministratorUrl({
    ...shared,
    setting: databasesSettings.coreAdministratorFile.env,
    file: given.coreAdministratorFile,
  });
  const modulesUrl = await readAdministratorUrl({
    ...shared,
    setting: databasesSettings.modulesAdministratorFile.env,
    file: given.modulesAdministratorFile,
  });

  // Both may be one server, which then need not say the same twice.
  const said = new Set<string>();
  const warn = (message: string): void => {
    if (!said.has(message)) log(message);
    said.add(message);
  };
  await work(coreUrl, log, async (client) => prepareCoreDatabase(client, await readPassword("core"), warn));
  log("the core's database is prepared");
  await work(modulesUrl, log, async (client) => prepareModuleServer(client, await readPassword("provisioner"), warn));
  log("the server of modules' databases is prepared");
}

type Connected = Awaited<ReturnType<typeof connectWhenUp>>;

async function work(url: string, log: (line: string) => void, prepare: (client: Connected) => Promise<void>) {
  const client = await connectWhenUp(url, { timeoutSeconds, log });
  try {
    await prepare(client);
  } finally {
    await client.end();
  }
}

async function readSecret(setting: string, file: string): Promise<string> {
  const text = await readFile(file, "utf8").catch((error: NodeJS.ErrnoException) => {
    throw new SetupError(`${setting}: ${file} cannot be read (${error.code ?? "unknown error"})`);
  });
  if (text.trim() === "") throw new SetupError(`${setting}: ${file} is empty`);
  return text.trim();
}
