// Entry of the trial PostgreSQL: makes the data at the first start, then becomes the server, which so gets the container's
// signals itself and costs no second process.
import { prepareCluster, PrepareError } from "./cluster.ts";
import { buildServerArguments, serverEnvironment } from "./server.ts";
import { readSettings } from "./settings.ts";

try {
  const settings = readSettings(process.env);
  await prepareCluster(settings, (line) => console.error(line));
  const words = buildServerArguments(settings.dataFolder, process.argv.slice(2));
  if (!process.execve) throw new PrepareError("This Node cannot become another program: Linux and Node 24 are needed.");
  process.execve(settings.server, [settings.server, ...words], serverEnvironment);
} catch (error) {
  console.error(error instanceof PrepareError ? error.message : error);
  process.exitCode = 1;
}
