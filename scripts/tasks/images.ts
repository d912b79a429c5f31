// `npm run images [-- name … --tag 0.1.1]`: writes OCI image archives to dist/images and says how large they are.
import { parseArgs } from "node:util";
import { buildImages } from "../images/build-images.ts";
import { describeImages } from "../images/describe.ts";

try {
  const { values, positionals } = parseArgs({ options: { tag: { type: "string" } }, allowPositionals: true });
  const started = performance.now();
  const images = await buildImages({
    ...(positionals.length > 0 && { names: positionals }),
    ...(values.tag !== undefined && { tag: values.tag }),
    log: (line) => console.log(`  ${line}`),
  });
  console.log(`\n${describeImages(images, (performance.now() - started) / 1000)}`);
} catch (error) {
  console.error(error instanceof Error ? error.message : String(error));
  process.exitCode = 1;
}
