// `npm run cluster [-- --down]`: a real Kubernetes from source that stays in the background; e2e/cluster has the rest.
import { runClusterCommand } from "../cluster/src/own/command.ts";

try {
  await runClusterCommand(process.argv.slice(2), (line) => console.log(line));
} catch (error) {
  console.error(error instanceof Error ? error.message : String(error));
  process.exitCode = 1;
}
