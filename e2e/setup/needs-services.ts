import { globSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";

const needsService = /inject\(\s*["'](postgresUrl|postgresTls|redisUrl)["']/;
const relativeImport = /from\s+["'](\.[^"']+)["']/g;

/**
 * The test files (relative to the root, promises apart) that ask for PostgreSQL or Redis, themselves or through a file they import. The
 * others run without waiting for the services.
 */
export function listTestsThatNeedServices(root: string): string[] {
  const files = globSync("{core,crds,controller-runtime,doorman,e2e,local,modules,operator,scripts}/**/*.ts", {
    cwd: root,
    exclude: (path) => /(^|\/)(node_modules|dist|generated)$/.test(path),
  });
  const texts = new Map(files.map((file) => [file, readFileSync(join(root, file), "utf8")]));
  const found = new Set(files.filter((file) => needsService.test(texts.get(file) ?? "")));
  for (let size = -1; size !== found.size;) {
    size = found.size;
    for (const [file, text] of texts) if (importsOneOf(found, file, text)) found.add(file);
  }
  return [...found].filter((file) => file.endsWith(".test.ts") && !file.startsWith("e2e/promises/"));
}

function importsOneOf(found: ReadonlySet<string>, file: string, text: string): boolean {
  return [...text.matchAll(relativeImport)].some(([, target]) => found.has(join(dirname(file), target ?? "")));
}
