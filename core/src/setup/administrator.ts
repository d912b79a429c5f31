import { readFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { completeUrl, type TlsDefaults } from "@tochka-rosta/postgres/connection";
import { SetupError } from "./command.ts";

/** Where an administrator's URL comes from. */
export interface AdministratorSource {
  /** The setting that names the file, for problems. */
  readonly setting: string;
  readonly file: string;
  /** DATABASE_SERVER: host:port that the URL must name. */
  readonly server: string | undefined;
  /** What holds for URLs that do not say how to connect. */
  readonly tls: TlsDefaults;
}

/**
 * The URL of a server's administrator: the text of the file, or, where there is no such file, `username` and `password` in its folder at
 * DATABASE_SERVER (host:port). The second way needs no percent signs, and the address is said once.
 *
 * @throws SetupError when something is missing, or the URL names another server than DATABASE_SERVER
 */
export async function readAdministratorUrl({ setting, file, server, tls }: AdministratorSource): Promise<string> {
  const url = await readOptional(file);
  if (url === undefined && server === undefined) throw new SetupError(`${setting}: ${file} cannot be read (ENOENT)`);
  if (url === "") throw new SetupError(`${setting}: ${file} is empty`);
  const complete = completeUrl(url ?? (await buildUrl(dirname(file), server ?? "")), tls);
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
