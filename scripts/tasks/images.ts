// `npm run images [-- name … --tag 0.1.1]`: writes OCI image archives to dist/images and says how large they are.
// `npm run images -- --dockerfile`: writes images/Dockerfile again instead.
import { parseArgs } from "node:util";
import { buildImages, describeImages, writeDockerFiles } from "@tochka-rosta/images";
import { repositoryRoot } from "@tochka-rosta/build";

const options = { tag: { type: "string" }, dockerfile: { type: "boolean" } } as const;

async function main(): Promise<void> {
  const { values, positionals } = parseArgs({ options, allowPositionals: true });
  if (values.dockerfile) return writeDockerFiles(repositoryRoot);
  const started = performance.now();
  const images = await buildImages({
    ...(positionals.length > 0 && { names: positionals }),
    ...(values.tag !== undefined && { tag: values.tag }),
    log: (line) => console.log(`  ${line}`),
  });
  console.log(`\n${describeImages(images, (performance.now() - started) / 1000)}`);
}

try {
  await main();
} catch (error) {
  console.error(error instanceof Error ? error.message : String(error));
  process.exitCode = 1;
}
