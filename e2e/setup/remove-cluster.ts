// `node e2e/setup/remove-cluster.ts <name> …`: removes a test run's clusters when their run was killed and could not do so itself.
import { readOwner, runFolderOf } from "../cluster/src/own/run-folder.ts";
import { stopCluster } from "../cluster/src/own/stop.ts";

for (const folder of process.argv.slice(2).map((name) => runFolderOf(name))) {
  const owner = await readOwner(folder);
  if (owner === undefined) await stopCluster(folder, console.log);
  else console.log(`The cluster "${folder.name}" belongs to process ${owner}, which still runs: it is left alone.`);
}
