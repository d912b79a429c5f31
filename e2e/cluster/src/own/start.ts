import { execFile } from "node:child_process";
import { mkdir, rename } from "node:fs/promises";
import { promisify } from "node:util";
import { applyAddons } from "./addons/addons.ts";
import { connect } from "./addons/objects.ts";
import { chooseCable } from "./cable.ts";
import { importImages, waitForContainerd } from "./containerd.ts";
import { describeError } from "./describe-error.ts";
import { writeProgramImages } from "./images.ts";
import { readStartTime, withLock } from "@tochka-rosta/testing";
import { createAuthority } from "./pki.ts";
import type { CertificatePair } from "./pki.ts";
import { buildPrograms, programsFolder } from "./programs.ts";
import type { Programs } from "./programs.ts";
import { waitForAddons, waitForApiServer, waitForNode } from "./readiness.ts";
import { ensureDistributionTools } from "./requirements.ts";
import { clustersFolder, isRunning, readState, writeState } from "./run-folder.ts";
import type { ClusterState, RunFolder } from "./run-folder.ts";
import { cableOf } from "./settings.ts";
import { stopUnderLock } from "./stop.ts";
import { writeRunFolder } from "./write-run-folder.ts";

type Log = (line: string) => void;

/**
 * Starts a cluster, or finds the one of that name running. Says each step with the seconds since the call.
 * @throws Error; what was started until then is stopped, and its logs are kept.
 */
export async function startCluster(folder: RunFolder, log: Log): Promise<"started" | "already running"> {
  await mkdir(clustersFolder, { recursive: true });
  const onWait = (holder: string) => log(`waiting for another start of "${folder.name}": ${holder} …`);
  return withLock(folder.startLock, onWait, () => startUnderLock(folder, log));
}

async function startUnderLock(folder: RunFolder, log: Log): Promise<"started" | "already running"> {
  const known = await readState(folder);
  if (known?.isReady && (await isRunning(known))) return "already running";
  await ensureDistributionTools();
  const programs = await buildPrograms(log);
  const archives = await writeProgramImages(programs, programsFolder);
  const step = countSeconds(log);
  await stopUnderLock(folder); // What a crash, or an interrupted start, may have left.
  try {
    const state = await launch(folder, programs, log);
    step("first process runs");
    await makeUseful(folder, state, archives, step);
    await writeState(folder, { ...state, isReady: true });
    return "started";
  } catch (error) {
    await rename(folder.logs, folder.failedLogs).catch(() => undefined); // It may have failed before there were any.
    await stopUnderLock(folder, { isKeepingLogs: true });
    const where = `its logs are in ${folder.failedLogs}`;
    throw new Error(`The cluster "${folder.name}" did not start (${where}): ${describeError(error)}`, {
      cause: error,
    });
  }
}

/** Whoever starts one: networks are this machine's, run folders each user's. */
const networkLock = "/run/tochka-rosta-network.lock";

/** Two starts at once must not choose the same network. */
async function launch(folder: RunFolder, programs: Programs, log: Log): Promise<ClusterState> {
  return withLock(
    networkLock,
    (holder) => log(`waiting for a network: ${holder} …`),
    async () => {
      const cable = chooseCable();
      await writeRunFolder(folder, cableOf(cable), programs);
      const { stdout } = await promisify(execFile)(programs.supervisor.path, ["launch", folder.path]);
      const pid = Number(stdout);
      const state = { pid, startTime: (await readStartTime(pid)) ?? "", cable, isReady: false };
      await writeState(folder, state);
      return state;
    },
  );
}

async function makeUseful(
  folder: RunFolder,
  state: ClusterState,
  archives: readonly string[],
  step: Log,
): Promise<void> {
  const client = await connect(folder.kubeconfig);
  try {
    const images = waitForContainerd(folder)
      .then(() => importImages(folder, archives))
      .then(() => step("images are imported"));
    const objects = waitForApiServer(client)
      .then(() => step("API server is ready"))
      .then(async () => applyAddons(client, cableOf(state.cable).nodeAddress, await makeDefaultCertificate()))
      .then(() => step("add-ons are applied"))
      .then(() => waitForNode(client))
      .then(() => step("node is Ready"));
    await Promise.all([images, objects]);
    await waitForAddons(client);
    step("CoreDNS and Traefik are ready");
  } finally {
    await client.close();
  }
}

/** Shown for every name until somebody brings a better one; of an authority that nobody knows, as a trial's must be. */
async function makeDefaultCertificate(): Promise<CertificatePair> {
  const authority = await createAuthority("tochka-rosta trial");
  const names = ["*.sites.test", "sites.test", "*.rosta.test", "rosta.test"];
  return authority.issue({ commonName: "tochka-rosta trial", names: { dns: names } });
}

function countSeconds(log: Log): Log {
  const started = Date.now();
  return (line) => log(`${((Date.now() - started) / 1000).toFixed(1).padStart(5)} s  ${line}`);
}
