// `npm run generate`: writes the committed generated files again.
import { repositoryRoot } from "@tochka-rosta/build";
import { renderLocalPlatform } from "../chart/render-local.ts";
import { generateAll } from "../check/generated.ts";
import { CannotRunHere } from "@tochka-rosta/testing";

await generateAll(repositoryRoot, (name) => console.log(`  ${name}`));
console.log("  local/manifests");
await renderLocalPlatform(repositoryRoot).catch((error: unknown) => {
  if (!(error instanceof CannotRunHere)) throw error;
  console.log(`  left as it was: ${error.message}`);
});
