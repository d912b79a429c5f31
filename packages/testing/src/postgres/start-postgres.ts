import type { ChildProcess } from "node:child_process";
import { once } from "node:events";
import { closeSync, openSync, renameSync, statSync } from "node:fs";
import { mkdir, readFile } from "node:fs/promises";
import { platform } from "node:os";
import { join, resolve } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import pg from "pg";
import { findFreePort, isPortFree } from "../process/free-port.ts";
import { signalQuietly, startGuardedProcess } from "../process/guarded-process.ts";
import { identifyProcess } from "../process/process-identity.ts";
import { explainDiskError, StartError } from "../start-error.ts";
import { preparePostgresBinaries } from "./binaries.ts";
import { clearPlace, type NoticeListener } from "../files/state-file.ts";
import { DamagedDatabaseError, prepareCluster, superuser } from "./cluster.ts";
import { endOrphanedServer } from "./orphan.ts";
import { writeState } from "./state.ts";
import { findPostgresUser, type SystemUser } from "./system-user.ts";

/** Options of {@link startPostgres}. */
export interface PostgresOptions {
  /** Our own folder: password, port and log are kept in it, and the data where PostgreSQL's user can reach it. */
  dataDirectory: string;
  /** Default: the port of the last start when it is free, else one the system picks. */
  port?: number;
  /** Server settings over our defaults, as in postgresql.conf. */
  settings?: Readonly<Record<string, string>>;
  /** Told of damaged files that were set aside. */
  onNotice?: NoticeListener;
}

/** A running PostgreSQL 18. */
export interface PostgresServer {
  host: string;
  port: number;
  user: string;
  password: string;
  pid: number;
  /** The superuser's connection URL for a database. */
  url(database: string): string;
  /** Fast shutdown: sessions are ended, data is written. Safe to call twice. */
  stop(): Promise<void>;
  /** Settles when the server has ended, asked or not. */
  exited: Promise<void>;
}

const startTimeoutMilliseconds = 60_000;

/**
 * Starts a real PostgreSQL 18 on 127.0.0.1; the data survives restarts. It cannot outlive this process.
 * @throws StartError with one line that says what to do: missing library, full disk, data in use, no user for root.
 */
export async function startPostgres(options: PostgresOptions): Promise<PostgresServer> {
  const dataDirectory = resolve(options.dataDirectory);
  await clearPlace(dataDirectory, "folder", options.onNotice);
  await mkdir(dataDirectory, { recursive: true }).catch((error: unknown) => {
    throw explainDiskError(error, dataDirectory);
  });
  const user = await findPostgresUser();
  const binaries = await preparePostgresBinaries(user);
  const known = await prepareCluster(dataDirectory, binaries, user, options.onNotice);
  await endOrphanedServer(known);
  const port = options.port ?? (await findFreePort(known.port));
  if (!(await isPortFree(port))) throw portInUse(port);
  const owner = identifyProcess(process.pid);
  const state = { ...known, port, ...(owner && { owner }) };
  await writeState(dataDirectory, state);

  const log = join(dataDirectory, "postgres.log");
  await clearPlace(log, "file", options.onNotice);
  const child = spawnServer(binaries.postgres, buildServerArguments(state.cluster, port, options.settings), log, user);
  const server = describeServer(child, port, state.password);
  try {
    await waitUntilReady(server.url("postgres"), child);
  } catch (error) {
    await server.stop();
    throw await explainFailure(error, log, { dataDirectory, cluster: state.cluster, port });
  }
  return server;
}

function describeServer(child: ChildProcess, port: number, password: string): PostgresServer {
  const exited = once(child, "exit").then(() => undefined);
  const host = "127.0.0.1";
  return {
    host,
    port,
    user: superuser,
    password,
    pid: child.pid ?? -1,
    url: (database) => `postgresql://${superuser}:${password}@${host}:${port}/${encodeURIComponent(database)}`,
    exited,
    async stop() {
      if (child.exitCode !== null || child.signalCode !== null || child.pid === undefined) return;
      signalQuietly(child.pid, "SIGINT");
      const immediate = setTimeout(() => signalQuietly(child.pid ?? 0, "SIGQUIT"), 20_000);
      await exited.finally(() => clearTimeout(immediate));
    },
  };
}

function buildServerArguments(cluster: string, port: number, extra: Readonly<Record<string, string>> = {}): string[] {
  const settings: Record<string, string> = {
    listen_addresses: "127.0.0.1",
    unix_socket_directories: "",
    port: String(port),
    max_connections: "200",
    shared_buffers: "64MB",
    // One database an instance: the default of one minute would wake a worker for each of them all the time.
    autovacuum_naptime: "5min",
    ...(platform() === "linux" && { recovery_init_sync_method: "syncfs" }),
    timezone: "UTC",
    log_timezone: "UTC",
    ...extra,
  };
  return ["-D", cluster, ...Object.entries(settings).flatMap(([name, value]) => ["-c", `${name}=${value}`])];
}

function spawnServer(program: string, words: string[], log: string, user: SystemUser | undefined): ChildProcess {
  rotate(log);
  const output = openSync(log, "a", 0o600);
  try {
    return startGuardedProcess({
      command: program,
      arguments: words,
      environment: { LC_ALL: "C", TZ: "UTC", PATH: process.env["PATH"] ?? "/usr/bin:/bin" },
      workingDirectory: "/",
      endSignal: "INT",
      graceSeconds: 30,
      output,
      user,
    });
  } finally {
    closeSync(output);
  }
}

function rotate(log: string): void {
  const size = statSync(log, { throwIfNoEntry: false })?.size ?? 0;
  if (size > 5_000_000) renameSync(log, `${log}.1`);
}

async function waitUntilReady(url: string, child: ChildProcess): Promise<void> {
  const deadline = Date.now() + startTimeoutMilliseconds;
  for (;;) {
    if (child.exitCode !== null || child.signalCode !== null) throw new Error("PostgreSQL ended while starting");
    const client = new pg.Client({ connectionString: url, connectionTimeoutMillis: 5_000 });
    client.on("error", () => undefined); // A socket lost here shows in the next attempt.
    try {
      await client.connect();
      await client.query("SELECT 1");
      return;
    } catch (error) {
      if (Date.now() > deadline) throw error;
      const { code } = error as { code?: string };
      // Somebody else's server answers on this port, or pg_hba.conf lets nobody in.
      if (code === "28P01" || code === "28000") throw error;
    } finally {
      await client.end().catch(() => undefined);
    }
    await sleep(30);
  }
}

async function explainFailure(
  error: unknown,
  log: string,
  { dataDirectory, cluster, port }: { dataDirectory: string; cluster: string; port: number },
): Promise<unknown> {
  const tail = (await readFile(log, "utf8").catch(() => "")).slice(-4_000);
  const explained = explainDiskError(new Error(tail), dataDirectory);
  if (explained instanceof StartError) return explained;
  if (/Address already in use/.test(tail) || (error as { code?: string }).code === "28P01") return portInUse(port);
  const reason = tail.split("\n").findLast((line) => /FATAL|PANIC|ERROR/.test(line));
  const sentence = `PostgreSQL did not start (${reason?.trim() ?? String(error)}): see ${log}.`;
  return new DamagedDatabaseError(cluster, sentence, { cause: error });
}

function portInUse(port: number): StartError {
  return new StartError(`Port ${port} of 127.0.0.1 is in use: stop the program that listens there, then start again.`);
}
