import { readFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { completeUrl } from "../database/connection.ts";
import { SetupError, type CommandContext } from "./command.ts";
import { readTlsDefaults } from "./tls-defaults.ts";

/**
 * The URL of a server's administrator: the text of the file that `setting` names, or, where there is no such file, `username` and
 * `password` beside it at DATABASE_SERVER (host:port). The second way needs no percent signs, and the address is said once.
 * @throws SetupError when something is missing, or the URL names another server than DATABASE_SERVER
 */
export async function readAdministratorUrl(env: CommandContext["env"], setting: string): Promise<string> {
  const file = env[setting];
  if (!file) throw new SetupError(`${setting}: must be set: a file with an administrator's URL`);
  const server = env["DATABASE_SERVER"] || undefined;
  const url = await readOptional(file);
  if (url === undefined && server === undefined) throw new SetupError(`${setting}: ${file} cannot be read (ENOENT)`);
  if (url === "") throw new SetupError(`${setting}: ${file} is empty`);
  const complete = completeUrl(url ?? (await buildUrl(dirname(file), server ?? "")), readTlsDefaults(env));
  if (server !== undefined) refuseOther(complete, server);
  return complete;
}

async function buildUrl(folder: string, server: string): Promise<string> {
  const [username, password] = await Promise.all([need(folder, "username"), need(folder, "password")]);
  return `postgresql://${encodeURIComponent(username)}:${encodeURIComponent(password)}@${server}/postgres`;
}

/** Roles made on one server while the core looks for them on another would be found out much later. */
function refuseOther(url: string, server: string): void {
  const { hostname, port } = new URL(url);
  const named = `${hostname}:${port || 5432}`;
  if (named.toLowerCase() === server.toLowerCase()) return;
  throw new SetupError(
    `The administrator's URL is for ${named}, but postgresql.external names ${server}: make them the same, or give the Secret username and password instead of a URL.`,
  );
}

async function need(folder: string, name: string): Promise<string> {
  const text = await readOptional(join(folder, name));
  if (text) return text;
  throw new SetupError(`The administrator's Secret has neither a URL nor a ${name}: give it username and password.`);
}

async function readOptional(file: string): Promise<string | undefined> {
  try {
    return (await readFile(file, "utf8")).replace(/\r?\n$/, "");
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === "ENOENT") return undefined;
    throw new SetupError(`${file} cannot be read (${code ?? "unknown error"})`);
  }
}
