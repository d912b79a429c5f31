import { execFile, spawn, type ChildProcess } from "node:child_process";
import { randomBytes } from "node:crypto";
import { once } from "node:events";
import { existsSync } from "node:fs";
import { appendFile, chown, mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { promisify } from "node:util";
import { findFreePort, installDebianPackage } from "@tochka-rosta/testing";
import { createAuthority } from "../cluster/src/own/pki.ts";

const run = promisify(execFile);
const programs = "/usr/lib/postgresql/15/bin";

/** Debian's PostgreSQL 15 as a server of this machine: unlike npm's, it comes with its own psql, pg_dump and pg_restore. */
export interface DebianPostgres {
  readonly host: string;
  readonly port: number;
  readonly user: string;
  readonly password: string;
  /** A file with the authority of its certificate (PEM), which is of nobody's list. */
  readonly authorityFile: string;
  /** Folder of its programs, for PATH. */
  readonly programs: string;
  /** What psql prints for one statement, as the administrator. */
  query(statement: string): Promise<string>;
  /** The machine it ran on is lost: the server ends at once and an empty one, same address and administrator, takes its place. */
  loseEverything(): Promise<void>;
  stop(): Promise<void>;
}

type Place = Pick<DebianPostgres, "host" | "port" | "password" | "authorityFile">;

/** Whether the server's programs are here, or could be installed from Debian just now. */
export async function hasDebianPostgres(): Promise<boolean> {
  if (existsSync(join(programs, "pg_dump"))) return true;
  return (await installDebianPackage("postgresql-15")) && existsSync(join(programs, "pg_dump"));
}

/** Starts it on `host` (an address that pods reach) and a port that is free on 127.0.0.1. It takes nobody who does not encrypt. */
export async function startDebianPostgres(host: string): Promise<DebianPostgres> {
  const port = await findFreePort();
  const owner = await findSystemUser("postgres");
  // Has what breaks a URL, as passwords of people do.
  const password = `#/?%@: ${randomBytes(12).toString("base64url")}`;
  const folder = await mkdtemp(join(tmpdir(), "tochka-rosta-postgres15-"));
  await chown(folder, owner.uid, owner.gid);
  const authority = await createAuthority("a private authority");
  const authorityFile = join(folder, "ca.crt");
  await writeFile(authorityFile, authority.certificate);
  const pair = await authority.issue({ commonName: "postgres", names: { addresses: [host] } });
  const place: Place = { host, port, password, authorityFile };
  let data = "";
  let server: ChildProcess | undefined;

  const begin = async () => {
    data = await mkdtemp(join(folder, "data-"));
    await chown(data, owner.uid, owner.gid);
    await initialise(data, password, owner);
    for (const [name, text] of Object.entries({ "server.crt": pair.certificate, "server.key": pair.privateKey })) {
      await writeFile(join(data, name), text, { mode: 0o600 });
      await chown(join(data, name), owner.uid, owner.gid);
    }
    server = spawn(join(programs, "postgres"), ["-D", data, "-p", String(port), "-c", `listen_addresses=${host}`], {
      ...owner,
      stdio: "ignore",
    });
    await waitUntilReady(place);
  };
  const end = async (signal: NodeJS.Signals) => {
    if (!server || server.exitCode !== null || server.signalCode !== null) return;
    const exited = once(server, "exit");
    server.kill(signal);
    await exited;
  };

  await begin();
  return {
    ...place,
    user: "postgres",
    programs,
    query: (statement) => runPsql(place, statement),
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
  await appendFile(join(data, "pg_hba.conf"), "hostssl all all 0.0.0.0/0 scram-sha-256\n");
  await mkdir(join(data, "socket"));
  await chown(join(data, "socket"), owner.uid, owner.gid);
  const settings = [
    `unix_socket_directories = '${join(data, "socket")}'`,
    "max_connections = 200",
    "fsync = off",
    "ssl = on",
  ];
  await appendFile(join(data, "postgresql.conf"), `${settings.join("\n")}\n`);
}

async function runPsql({ host, port, password, authorityFile }: Place, statement: string): Promise<string> {
  const words = ["-h", host, "-p", String(port), "-U", "postgres", "-d", "postgres", "-XAtc", statement];
  const { stdout } = await run(join(programs, "psql"), words, {
    env: { ...process.env, PGPASSWORD: password, PGSSLMODE: "verify-full", PGSSLROOTCERT: authorityFile },
  });
  return stdout.trim();
}

async function waitUntilReady(place: Place): Promise<void> {
  for (let attempt = 0; ; attempt += 1) {
    const failure = await runPsql(place, "SELECT 1").then(
      () => undefined,
      (error: unknown) => error,
    );
    if (failure === undefined) return;
    if (attempt > 150) throw new Error("PostgreSQL 15 did not become ready", { cause: failure });
    await sleep(200);
  }
}

async function findSystemUser(name: string): Promise<{ uid: number; gid: number }> {
  const [uid, gid] = await Promise.all([run("id", ["-u", name]), run("id", ["-g", name])]);
  return { uid: Number(uid.stdout), gid: Number(gid.stdout) };
}
