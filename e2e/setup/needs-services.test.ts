import { mkdirSync, mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { expect, test } from "vitest";
import { listTestsThatNeedServices } from "./needs-services.ts";

test("a test needs the services when it asks for them, itself or through what it imports; promises have a setup of their own", () => {
  const root = mkdtempSync(join(tmpdir(), "needs-services-test-"));
  const files: Record<string, string> = {
    "core/src/testing/database.ts": 'import { inject } from "vitest";\nexport const url = inject("postgresUrl");',
    "core/src/testing/core.ts": 'export { url } from "./database.ts";',
    "core/src/far.test.ts": 'import { url } from "./testing/core.ts";',
    "core/src/near.test.ts": 'const redis = inject("redisUrl");',
    "core/src/pure.test.ts": 'import { add } from "./add.ts";',
    "core/src/add.ts": "export const add = 1;",
    "e2e/promises/sells.test.ts": 'inject("postgresUrl");',
  };
  for (const [file, text] of Object.entries(files)) {
    mkdirSync(dirname(join(root, file)), { recursive: true });
    writeFileSync(join(root, file), text);
  }
  expect(listTestsThatNeedServices(root).sort()).toEqual(["core/src/far.test.ts", "core/src/near.test.ts"]);
});
