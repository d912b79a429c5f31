import { globSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { readGuide } from "./read-guide.ts";

const root = join(import.meta.dirname, "../..");

describe("reading a guide", () => {
  it("takes the commands under their headings, and neither outputs nor files", () => {
    const guide = [
      "# One",
      "```sh",
      "a",
      "b",
      "```",
      "```text",
      "out",
      "```",
      "## Two",
      "```yaml",
      "x: 1",
      "```",
      "```sh",
      "# c",
      "```",
    ];
    expect(readGuide(guide.join("\n"))).toEqual([
      { heading: "One", line: 3, commands: "a\nb" },
      { heading: "Two", line: 14, commands: "# c" },
    ]);
  });

  it("refuses a fence that is never closed", () => {
    expect(() => readGuide("```sh\na")).toThrow("the fence before line 2 is never closed");
  });

  it("every guide of ours that people walk through has commands in it", () => {
    for (const file of ["install", "upgrade", "uninstall", "backup-and-restore"]) {
      const path = join(root, "docs/guides", `${file}.md`);
      expect(readGuide(readFileSync(path, "utf8")).length, file).toBeGreaterThan(0);
    }
  });

  it("no guide shows commands in a fence that is not tried", () => {
    for (const path of globSync("docs/guides/*.md", { cwd: root })) {
      expect(readFileSync(join(root, path), "utf8"), path).not.toMatch(/^```(bash|shell|console|zsh)\s*$/m);
    }
  });
});
