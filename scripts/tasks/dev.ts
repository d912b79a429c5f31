// `npm run dev`: the platform of `npm start`, in which a changed program is built and started again at once.
import { join } from "node:path";
import { runStart } from "@tochka-rosta/platform/start";
import { buildAll, developmentImagesFile, repositoryRoot } from "@tochka-rosta/build";
import { developPrograms } from "../dev/develop-programs.ts";

// The terminal may be closed before we are: that is no reason to leave programs running.
process.stdout.on("error", () => undefined);

process.exitCode = await runStart({
  words: process.argv.slice(2),
  screen: process.stdout,
  imageTableFile: join(repositoryRoot, developmentImagesFile),
  build: (onStep) =>
    buildAll({
      isDevelopment: true,
      onStep: (name, state, seconds) => onStep(name, state === "running" ? "started" : state, seconds),
    }),
  develop: developPrograms,
});
