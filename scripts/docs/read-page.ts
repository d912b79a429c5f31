import { globSync } from "node:fs";

/** Every page of the repository, relative to its root. */
export function listPages(root: string): string[] {
  return globSync("**/*.md", {
    cwd: root,
    exclude: (path) => /(^|\/)(node_modules|dist|\.next|\.local|test-results)$/.test(path),
  }).sort();
}

/** The text without fenced blocks, whose lines are no Markdown. */
export function withoutBlocks(text: string): string {
  return text.replace(/^ *```[\s\S]*?^ *```$/gm, "");
}

/** Fenced blocks with their language, as they stand. */
export function listBlocks(text: string): string[] {
  return [...text.matchAll(/^ *```[\s\S]*?^ *```$/gm)].map(([block]) => block);
}

/** `##` and how deep it is: the levels of all headings in order. */
export function listHeadingLevels(text: string): number[] {
  return [...withoutBlocks(text).matchAll(/^(#{1,6}) /gm)].map(([, marks = ""]) => marks.length);
}

/** Targets of links within the repository, without anchors. */
export function listLinks(text: string): string[] {
  // Within code there are no links, though a regular expression looks like one.
  const plain = withoutBlocks(text).replace(/`[^`\n]+`/g, "code");
  return [...plain.matchAll(/\]\(([^)\s]+)\)/g)]
    .map(([, target = ""]) => target.split("#")[0] ?? "")
    .filter((target) => target !== "" && !/^[a-z]+:/.test(target));
}

/** What is in `code` within running text and tables. */
export function listCode(text: string): string[] {
  return [...withoutBlocks(text).matchAll(/`([^`\n]+)`/g)].map(([, code = ""]) => code);
}

/** Cells of every table row but headings and rules. */
export function listRows(text: string): string[][] {
  return withoutBlocks(text)
    .split("\n")
    .filter(
      (line, index, lines) =>
        line.startsWith("|") && !/^\|[-|: ]+$/.test(line) && !/^\|[-|: ]+$/.test(lines[index + 1] ?? ""),
    )
    .map((line) =>
      line
        .slice(1, -1)
        .split(/(?<!\\)\|/)
        .map((cell) => cell.trim()),
    );
}

/** Numbers, with a decimal comma read as a point, in the order of the text; digits within words and code count as well. */
export function listFigures(text: string): string[] {
  const plain = text.replace(/(?<=\d)[\u00a0\u202f ](?=\d{3}(?!\d))/g, "").replace(/(?<=\d),(?=\d{3}(?!\d))/g, "");
  return [...plain.matchAll(/\d+(?:[.,]\d+)*/g)].map(([figure]) => figure.replace(",", "."));
}
