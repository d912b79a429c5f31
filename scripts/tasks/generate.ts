// `npm run generate`: writes the committed generated files again.
import { repositoryRoot } from "../build/workspaces.ts";
import { renderLocalPlatform } from "../chart/render-local.ts";
import { generateAll } from "../check/generated.ts";
import { CannotRunHere } from "../test/step.ts";

await generateAll(repositoryRoot, (name) => console.log(`  ${name}`));
console.log("  local/manifests");
await renderLocalPlatform(repositoryRoot).catch((error: unknown) => {
  if (!(error instanceof CannotRunHere)) throw error;
  console.log(`  left as it was: ${error.message}`);
});
