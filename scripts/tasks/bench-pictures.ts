// `npm run bench:pictures`: what decoding the heaviest photos of each format takes, in the shop's own child.
import { spawn } from "node:child_process";
import { join } from "node:path";
import { buildAll, repositoryRoot } from "@tochka-rosta/build";

await buildAll({ only: ["shop"] });
const bench = join(repositoryRoot, "modules/sdk/src/pictures/bench/main.ts");
const worker = join(repositoryRoot, "modules/shop/dist/pictures/main.mjs");
const child = spawn(process.execPath, [bench, worker], { stdio: "inherit" });
process.exitCode = await new Promise<number>((resolve) => child.once("close", (code) => resolve(code ?? 1)));
