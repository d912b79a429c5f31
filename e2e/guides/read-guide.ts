/** One block of a guide that a reader would paste into a shell. */
export interface GuideBlock {
  /** The heading above it. */
  readonly heading: string;
  /** Line of its first command in the file, from 1. */
  readonly line: number;
  readonly commands: string;
}

/**
 * The shell blocks of a guide in their order. Only fences marked `sh` are commands: what a command prints stands in `text` fences, files
 * to write in fences of their own language.
 * @throws Error for a fence that is never closed, since everything after it would silently not be tried
 */
export function readGuide(markdown: string): GuideBlock[] {
  const blocks: GuideBlock[] = [];
  let heading = "";
  let open: { readonly language: string; readonly line: number; readonly lines: string[] } | undefined;
  for (const [index, text] of markdown.split("\n").entries()) {
    const fence = /^```(\S*)\s*$/.exec(text);
    if (open === undefined) {
      heading = /^#+ (.+)$/.exec(text)?.[1] ?? heading;
      if (fence) open = { language: fence[1] ?? "", line: index + 2, lines: [] };
    } else if (fence) {
      if (open.language === "sh") blocks.push({ heading, line: open.line, commands: open.lines.join("\n") });
      open = undefined;
    } else {
      open.lines.push(text);
    }
  }
  if (open) throw new Error(`the fence before line ${open.line} is never closed`);
  return blocks;
}
