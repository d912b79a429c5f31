// Prints what decoding the heaviest photos of each format takes of the child, whose bundle is the first argument; asserts nothing.
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { writeHeavyPictures } from "./heavy-pictures.ts";
import { measurePicture } from "./measure-picture.ts";

const folder = await mkdtemp(join(tmpdir(), "bench-pictures-"));
try {
  console.log("| Photo | Megapixels | Seconds | Peak MiB | Decoded | Taken |\n|---|---|---|---|---|---|");
  for (const [title, file] of await writeHeavyPictures(folder)) {
    const cost = await measurePicture(file, process.argv[2]);
    const figures = [cost.megapixels.toFixed(1), cost.seconds.toFixed(1), cost.peakMebibytes.toFixed(0)];
    const answers = [cost.isDecoded, cost.isWithinBudget].map((isTrue) => (isTrue ? "yes" : "no"));
    console.log(`| ${[title, ...figures, ...answers].join(" | ")} |`);
  }
} finally {
  await rm(folder, { recursive: true, force: true });
}
