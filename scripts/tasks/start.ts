// `npm start`: builds what is stale, then runs the whole platform on this machine until Ctrl-C.
import { runStart } from "@tochka-rosta/platform/start";
import { buildAll } from "@tochka-rosta/build";

// The terminal may be closed before we are: that is no reason to leave programs running.
process.stdout.on("error", () => undefined);

process.exitCode = await runStart({
  words: process.argv.slice(2),
  screen: process.stdout,
  build: (onStep) =>
    buildAll({ onStep: (name, state, seconds) => onStep(name, state === "running" ? "started" : state, seconds) }),
});
