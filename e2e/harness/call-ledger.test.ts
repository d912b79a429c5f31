import { mkdtemp, readFile, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test } from "vitest";
import { countLines, isWrite, normalise } from "./call-ledger.ts";
import { listUnexplainedLines, readGoldenLines, updateGoldenFile } from "./golden-file.ts";

test("what differs from run to run is replaced by what it stands for", () => {
  expect(normalise("PATCH /api/v1/namespaces/tenant-t123456789")).toBe("PATCH /api/v1/namespaces/tenant-<tenant>");
  expect(normalise('CREATE ROLE "o_0123456789abcdef0123456789abcdef"\n  NOLOGIN')).toBe(
    'CREATE ROLE "o_<uid>" NOLOGIN',
  );
  expect(normalise("PASSWORD 'SCRAM-SHA-256$4096:abc==$d:e='")).toBe("PASSWORD '<verifier>'");
});

test("equal lines are counted and stand in the order of their text", () => {
  expect(countLines(["b", "a", "b"])).toEqual(["1 × a", "2 × b"]);
});

test("a refused request and a question to the API are no writes", () => {
  const request = { path: "/api/v1/namespaces", query: "", fieldManager: "", userAgent: "" };
  expect(isWrite({ ...request, method: "POST", status: 201 })).toBe(true);
  expect(isWrite({ ...request, method: "POST", status: 409 })).toBe(false);
  expect(isWrite({ ...request, method: "GET", status: 200 })).toBe(false);
});

test("a golden file keeps its head and the reasons it knows, and says which lines have none", async () => {
  const file = join(await mkdtemp(join(tmpdir(), "golden-test-")), "calls.txt");
  await writeFile(file, "# What it is.\n1 × a  # since a\n1 × gone  # since gone\n");
  await updateGoldenFile(file, ["1 × a", "2 × b"]);
  expect(await readFile(file, "utf8")).toBe("# What it is.\n1 × a  # since a\n2 × b  # TODO: why\n");
  expect(await readGoldenLines(file)).toEqual(["1 × a", "2 × b"]);
  expect(await listUnexplainedLines(file)).toEqual(["2 × b"]);
});
