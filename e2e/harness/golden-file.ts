import { mkdir, readFile, writeFile } from "node:fs/promises";
import { dirname } from "node:path";

const separator = "  # ";
const noReason = "TODO: why";

/** Lines that are expected, each with its reason behind ` # `; comments and empty lines do not count. */
export async function readGoldenLines(file: string): Promise<readonly string[]> {
  return [...(await readReasons(file)).keys()];
}

/** Every line of the file must say why it is there. */
export async function listUnexplainedLines(file: string): Promise<readonly string[]> {
  return [...(await readReasons(file))]
    .filter(([, reason]) => reason === "" || reason === noReason)
    .map(([line]) => line);
}

/** Writes the lines again, keeping the head and the reasons that are known. Called with UPDATE_GOLDEN=1 only. */
export async function updateGoldenFile(file: string, lines: readonly string[]): Promise<void> {
  const reasons = await readReasons(file);
  const text = await readFile(file, "utf8").catch(() => "");
  const head = text.split("\n").filter((line) => line.startsWith("#"));
  const body = lines.map((line) => `${line}${separator}${reasons.get(line) ?? noReason}`);
  await mkdir(dirname(file), { recursive: true });
  await writeFile(file, `${[...head, ...body].join("\n")}\n`);
}

async function readReasons(file: string): Promise<Map<string, string>> {
  const text = await readFile(file, "utf8").catch(() => "");
  const lines = text.split("\n").filter((line) => line.trim() !== "" && !line.startsWith("#"));
  return new Map(
    lines.map((line) => {
      const at = line.lastIndexOf(separator);
      return at < 0 ? [line.trimEnd(), ""] : [line.slice(0, at).trimEnd(), line.slice(at + separator.length).trim()];
    }),
  );
}
