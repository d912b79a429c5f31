// `npm run generate`: writes the committed generated files anew.
import { repositoryRoot } from "../build/workspaces.ts";
import { generateAll } from "../check/generated.ts";

await generateAll(repositoryRoot, (name) => console.log(`  ${name}`));
