import { readFileSync } from "node:fs";
import { join } from "node:path";
import { repositoryRoot as root } from "@tochka-rosta/build";
import { expect, test } from "vitest";
import { listRows } from "./read-page.ts";

const section = /## Where is that\?[\s\S]*?(?=\n## )/;

/** The newcomer's questions with the files and symbols that answer them. */
function readAnswers() {
  const [text = ""] = section.exec(readFileSync(join(root, "CONTRIBUTING.md"), "utf8")) ?? [];
  return listRows(text).map(([question = "", , where = ""]) => ({
    question,
    places: [...where.matchAll(/\[`([^`]+)`\]\(([^)]+)\): `([^`]+)`/g)].map(
      ([, file = "", target = "", symbol = ""]) => ({
        file,
        target,
        symbol,
      }),
    ),
  }));
}

test("CONTRIBUTING answers the fourteen questions of a newcomer", () => {
  expect(readAnswers()).toHaveLength(14);
});

test.each(readAnswers().map((answer) => [answer.question, answer.places] as const))(
  "%s is answered by a file that has the symbol",
  (_, places) => {
    expect(places.length).toBeGreaterThan(0);
    for (const { file, target, symbol } of places) {
      expect(target).toBe(file);
      expect(readFileSync(join(root, file), "utf8"), file).toContain(symbol);
    }
  },
);
