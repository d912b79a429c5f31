import { execFile, spawn, type ChildProcess } from "node:child_process";
import { randomBytes } from "node:crypto";
import { once } from "node:events";
import { existsSync } from "node:fs";
import { appendFile, chown, mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { createServer, type AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { promisify } from "node:util";
import { installDebianPackage } from "../setup/debian.ts";

const run = promisify(execFile);
const programs = "/usr/lib/postgresql/15/bin";

/** Debian's PostgreSQL 15 as a server of this machine: unlike npm's, it comes with its own psql, pg_dump and pg_restore. */
export interface DebianPostgres {
  readonly host: string;
  readonly port: number;
  readonly user: string;
  readonly password: string;
  /** Folder of its programs, for PATH. */
  readonly programs: string;
  /** What psql prints for one statement, as the administrator. */
  ask(statement: string): Promise<string>;
  /** The machine it ran on is lost: the server ends at once and an empty one, same address and administrator, takes its place. */
  loseEverything(): Promise<void>;
  stop(): Promise<void>;
}

/** Whether the server's programs are here, or could be installed from Debian just now. */
export async function hasDebianPostgres(): Promise<boolean> {
  if (existsSync(join(programs, "pg_dump"))) return true;
  return (await installDebianPackage("postgresql-15")) && existsSync(join(programs, "pg_dump"));
}

/** Starts it on `host` (an address that pods reach) and a free port. */
export async function startDebianPostgres(host: string): Promise<DebianPostgres> {
  const port = await findFreePort(host);
  const owner = await lookUp("postgres");
  const password = randomBytes(18).toString("base64url");
  const folder = await mkdtemp(join(tmpdir(), "tochka-rosta-postgres15-"));
  await chown(folder, owner.uid, owner.gid);
  let data = "";
  let server: ChildProcess | undefined;

  const begin = async () => {
    data = await mkdtemp(join(folder, "data-"));
    await chown(data, owner.uid, owner.gid);
    await initialise(data, password, owner);
    server = spawn(join(programs, "postgres"), ["-D", data, "-p", String(port), "-c", `listen_addresses=${host}`], {
      ...owner,
      stdio: "ignore",
    });
    await waitUntilReady(host, port, password);
  };
  const end = async (signal: NodeJS.Signals) => {
    if (!server || server.exitCode !== null || server.signalCode !== null) return;
    const exited = once(server, "exit");
    server.kill(signal);
    await exited;
  };

  await begin();
  return {
    host,
    port,
    user: "postgres",
    password,
    programs,
    ask: (statement) => askPsql(host, port, password, statement),
    async loseEverything() {
      await end("SIGQUIT");
      await rm(data, { recursive: true, force: true });
      await begin();
    },
    async stop() {
      await end("SIGINT");
      await rm(folder, { recursive: true, force: true, maxRetries: 5 });
    },
  };
}

async function initialise(data: string, password: string, owner: { uid: number; gid: number }): Promise<void> {
  const passwordFile = `${data}.password`;
  await writeFile(passwordFile, password, { mode: 0o600 });
  await chown(passwordFile, owner.uid, owner.gid);
  const words = ["-D", data, "-U", "postgres", `--pwfile=${passwordFile}`, "--auth=scram-sha-256", "--locale=C.UTF-8"];
  await run(join(programs, "initdb"), [...words, "--no-sync"], owner);
  await rm(passwordFile);
  await appendFile(join(data, "pg_hba.conf"), "host all all 0.0.0.0/0 scram-sha-256\n");
  await mkdir(join(data, "socket"));
  await chown(join(data, "socket"), owner.uid, owner.gid);
  const settings = [`unix_socket_directories = '${join(data, "socket")}'`, "max_connections = 200", "fsync = off"];
  await appendFile(join(data, "postgresql.conf"), `${settings.join("\n")}\n`);
}

async function askPsql(host: string, port: number, password: string, statement: string): Promise<string> {
  const words = ["-h", host, "-p", String(port), "-U", "postgres", "-d", "postgres", "-XAtc", statement];
  const { stdout } = await run(join(programs, "psql"), words, { env: { ...process.env, PGPASSWORD: password } });
  return stdout.trim();
}

async function waitUntilReady(host: string, port: number, password: string): Promise<void> {
  for (let attempt = 0; ; attempt += 1) {
    const failure = await askPsql(host, port, password, "SELECT 1").then(
      () => undefined,
      (error: unknown) => error,
    );
    if (failure === undefined) return;
    if (attempt > 150) throw new Error("PostgreSQL 15 did not become ready", { cause: failure });
    await sleep(200);
  }
}

async function findFreePort(host: string): Promise<number> {
  const server = createServer();
  server.listen(0, host);
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, "close");
  return port;
}

async function lookUp(name: string): Promise<{ uid: number; gid: number }> {
  const [uid, gid] = await Promise.all([run("id", ["-u", name]), run("id", ["-g", name])]);
  return { uid: Number(uid.stdout), gid: Number(gid.stdout) };
}
