import { readFileSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { parseSslMode, sslModes, tlsProblem, type SslMode } from "@tochka-rosta/postgres/connection";

/** Where the module's own database is; keys of the Service Binding convention (servicebinding.io). */
export interface DatabaseBinding {
  readonly host: string;
  readonly port: number;
  readonly username: string;
  readonly database: string;
  readonly sslMode: SslMode;
  /** Who signs the server's certificate (PEM); absent: the authorities that Node.js knows. */
  readonly authority?: string | undefined;
  /** Reads the password as it is now: it changes when the platform rotates it. */
  readonly readPassword: () => Promise<string>;
  /** Reads where the server is now: the platform may move it, or give it another port. Absent: it stays where it was. */
  readonly readAddress?: () => DatabaseAddress;
}

/** Where a database server is. */
export interface DatabaseAddress {
  readonly host: string;
  readonly port: number;
}

/**
 * Reads a Service Binding folder, one file a key; `sslmode` and `ca.crt` may be absent or empty, and without `sslmode` there is no TLS.
 * @throws Error when a key is missing, the binding is not for PostgreSQL, or its `sslmode` is none that we keep
 */
export async function readDatabaseBinding(directory: string): Promise<DatabaseBinding> {
  const readKey = async (key: string): Promise<string> => (await readFile(join(directory, key), "utf8")).trim();
  const readOptional = async (key: string): Promise<string | undefined> => {
    try {
      return (await readKey(key)) || undefined;
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === "ENOENT") return undefined;
      throw error;
    }
  };
  const [type, host, portText, username, database] = await Promise.all(
    ["type", "host", "port", "username", "database"].map(readKey),
  );
  const [sslmode = "disable", authority] = await Promise.all(["sslmode", "ca.crt"].map(readOptional));
  const sslMode = parseSslMode(sslmode);
  const port = Number(portText);
  if (type !== "postgresql") throw new Error(`the database binding is of type "${type}", not postgresql`);
  if (!host || !username || !database || !Number.isInteger(port)) throw new Error("the database binding is incomplete");
  if (!sslMode) throw new Error(`the database binding's sslmode is "${sslmode}", not one of ${sslModes.join(", ")}`);
  const problem = tlsProblem({ sslMode, authority });
  if (problem !== undefined) throw new Error(`the database binding's sslmode and ca.crt: ${problem}`);
  return {
    host,
    port,
    username,
    database,
    sslMode,
    authority,
    readPassword: () => readKey("password"),
    readAddress: () => readAddress(directory),
  };
}

/** Reads at once, since the driver makes a connection at once. @throws Error when the files are gone or hold no address */
function readAddress(directory: string): DatabaseAddress {
  const [host = "", port = ""] = ["host", "port"].map((key) => readFileSync(join(directory, key), "utf8").trim());
  if (host === "" || !Number.isInteger(Number(port))) throw new Error("the database binding is incomplete");
  return { host, port: Number(port) };
}
