import { readFile } from "node:fs/promises";
import { join } from "node:path";

/** Where the module's own database is; keys of the Service Binding convention (servicebinding.io). */
export interface DatabaseBinding {
  readonly host: string;
  readonly port: number;
  readonly username: string;
  readonly database: string;
  /** Reads the password as it is now: it changes when the platform rotates it. */
  readonly readPassword: () => Promise<string>;
}

/**
 * Reads a Service Binding folder, one file a key.
 * @throws Error when a key is missing or the binding is not for PostgreSQL
 */
export async function readDatabaseBinding(directory: string): Promise<DatabaseBinding> {
  const readKey = async (key: string): Promise<string> => (await readFile(join(directory, key), "utf8")).trim();
  const [type, host, portText, username, database] = await Promise.all(
    ["type", "host", "port", "username", "database"].map(readKey),
  );
  const port = Number(portText);
  if (type !== "postgresql") throw new Error(`the database binding is of type "${type}", not postgresql`);
  if (!host || !username || !database || !Number.isInteger(port)) throw new Error("the database binding is incomplete");
  return { host, port, username, database, readPassword: () => readKey("password") };
}
