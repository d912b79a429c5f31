// `npm run build`: builds what is stale and says how long each part took. `npm run build -- shop` builds one program.
import { buildAll } from "@tochka-rosta/build";

try {
  await buildAll({
    only: process.argv.slice(2),
    onStep(name, state, seconds) {
      if (state === "fresh") console.log(`  ${name}: up to date`);
      else if (state !== "running") console.log(`  ${name}: ${state} (${seconds.toFixed(1)} s)`);
    },
  });
} catch (error) {
  console.error(error instanceof Error ? error.message : String(error));
  process.exitCode = 1;
}
