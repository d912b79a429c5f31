import { parseArgs } from "node:util";
import { testClusters } from "@tochka-rosta/testing";
import { describeWhatIsMissing } from "./requirements.ts";
import { runFolderOf } from "./run-folder.ts";
import type { RunFolder } from "./run-folder.ts";
import { ingress } from "./settings.ts";
import { openOwnCluster } from "./own-cluster.ts";
import { importImages } from "./containerd.ts";
import { startCluster } from "./start.ts";
import { stopCluster } from "./stop.ts";

/** What `--help` says. */
export const clusterHelp = `npm run cluster -- [options]

Starts a real Kubernetes of one node, built from source, and leaves it running (Linux, as root, with Go).

  --name NAME     its name, so that several can run side by side (default)
  --load FILE     imports an image archive into the running cluster; may be given more than once
  --down          stops it and removes everything it had on this machine
  --help          this text
`;

/** What `npm run cluster` was asked for. */
export interface ClusterArguments {
  readonly name: string;
  readonly action: "start" | "stop" | "load" | "help";
  readonly archives: readonly string[];
}

/** Reads the words after `npm run cluster --`. @throws Error for an unknown word, or words that do not go together. */
export function readClusterArguments(words: readonly string[]): ClusterArguments {
  const { values } = parseArgs({
    args: [...words],
    options: {
      name: { type: "string", default: "default" },
      load: { type: "string", multiple: true, default: [] },
      down: { type: "boolean", default: false },
      help: { type: "boolean", short: "h", default: false },
    },
  });
  const { name, load: archives, down, help } = values;
  runFolderOf(name); // Says what is wrong with a name before anything is done.
  if (Object.values<string>(testClusters).includes(name)) {
    throw new Error(`"${name}" is a cluster of the tests, which remove whatever has that name: choose another.`);
  }
  if (help) return { name, action: "help", archives: [] };
  if (down && archives.length > 0) throw new Error("--down and --load do not go together.");
  return { name, action: down ? "stop" : archives.length > 0 ? "load" : "start", archives };
}

/** Does what was asked for and says so. @throws Error in one line where it cannot be done here. */
export async function runClusterCommand(words: readonly string[], log: (line: string) => void): Promise<void> {
  const { name, action, archives } = readClusterArguments(words);
  if (action === "help") return log(clusterHelp);
  const folder = runFolderOf(name);
  const missing = await describeWhatIsMissing(action === "start");
  if (missing !== undefined) throw new Error(`No cluster here: ${missing}.`);
  if (action === "stop") {
    await stopCluster(folder, (line) => log(`  ${line}`));
    return log(`The cluster "${name}" is stopped, and nothing of it is left.`);
  }
  if (action === "load") {
    await importImages(folder, archives);
    return log(`${archives.length} image archives are imported.`);
  }
  const outcome = await startCluster(folder, (line) => log(`  ${line}`));
  log(await describeCluster(folder, outcome));
}

async function describeCluster(folder: RunFolder, outcome: "started" | "already running"): Promise<string> {
  const own = await openOwnCluster(folder);
  await own.close();
  const again = folder.name === "default" ? "" : ` --name ${folder.name}`;
  return `
The cluster "${folder.name}" ${outcome === "started" ? "runs" : "already runs"}.

  export KUBECONFIG=${folder.kubeconfig}
  kubectl get pods --all-namespaces

  ingress         https://${own.nodeAddress}:${ingress.httpsPort} (plain: ${ingress.httpPort}), class ${ingress.className}
  audit log       ${own.auditLogPath}
  logs of parts   ${own.logsFolder}
  load an image   npm run cluster --${again} --load dist/images/core.tar
  stop it         npm run cluster --${again} --down
`;
}
