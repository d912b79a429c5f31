import { execFileSync } from "node:child_process";
import { mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test } from "vitest";
import { callKubectl } from "./kubernetes-tools.ts";
import { readZipEntry } from "./zip-entry.ts";

// A zip archive with "folder/a.txt", 1,000 times "ab", deflated, behind another, stored file.
const archive =
  "UEsDBBQAAAAAAAAAIVyDFtyMAQAAAAEAAAAJAAAAb3RoZXIudHh0eFBLAwQUAAAACAAAACFcc6u3yRIAAADQBwAADAAAAGZvbGRlci9hLnR4dEtMShyFo3AUjsJROApH4RCHAFBLAQIUAxQAAAAAAAAAIVyDFtyMAQAAAAEAAAAJAAAAAAAAAAAAAACAAQAAAABvdGhlci50eHRQSwECFAMUAAAACAAAACFcc6u3yRIAAADQBwAADAAAAAAAAAAAAAAAgAEoAAAAZm9sZGVyL2EudHh0UEsFBgAAAAACAAIAcQAAAGQAAAAAAA==";

test("a file is read out of a zip archive, and a missing one is named", async () => {
  const file = join(mkdtempSync(join(tmpdir(), "zip-test-")), "a.zip");
  writeFileSync(file, Buffer.from(archive, "base64"));
  expect((await readZipEntry(file, "folder/a.txt")).toString()).toBe("ab".repeat(1000));
  await expect(readZipEntry(file, "b.txt")).rejects.toThrow("holds no b.txt");
});

test("a call that fails is answered with its exit code and all it printed", async () => {
  const program = join(mkdtempSync(join(tmpdir(), "kubectl-test-")), "kubectl");
  writeFileSync(program, '#!/bin/sh\necho "$3 $4"; echo trouble >&2; cat; exit 3\n');
  execFileSync("chmod", ["+x", program]);
  expect(await callKubectl(program, "/kubeconfig", ["get", "pods"], "typed")).toEqual({
    exitCode: 3,
    output: "get pods\ntypedtrouble\n",
  });
});
