// `node e2e/setup/remove-cluster.ts <name>`: removes a test run's cluster when its run was killed and could not do so itself.
import { readOwner, runFolderOf } from "../cluster/src/own/run-folder.ts";
import { stopCluster } from "../cluster/src/own/stop.ts";

const folder = runFolderOf(process.argv[2] ?? "test");
const owner = await readOwner(folder);
if (owner === undefined) await stopCluster(folder);
else console.log(`The cluster "${folder.name}" belongs to process ${owner}, which still runs: it is left alone.`);
