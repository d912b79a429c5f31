import type { SettingsSchema } from "./read-settings.ts";
import type { Setting } from "./setting.ts";

/** One program of the reference. */
export interface ProgramSettings {
  /** The heading: `core`. */
  readonly title: string;
  /** One sentence under it. */
  readonly about: string;
  readonly schema: SettingsSchema;
}

/**
 * Renders a Markdown table of settings for each program: name, meaning, what to write, default, unit.
 *
 * @returns a page that ends with a line end; the same for the same schemas
 */
export function renderSettingsReference(programs: readonly ProgramSettings[], heading: string): string {
  return `${[heading, ...programs.map(renderProgram)].join("\n\n")}\n`;
}

function renderProgram({ title, about, schema }: ProgramSettings): string {
  const rows = Object.values(schema).map(renderRow);
  const head = ["| Setting | Meaning | Write | Default | Unit |", "|---|---|---|---|---|"];
  return [`## ${title}`, "", about, "", ...head, ...rows].join("\n");
}

function renderRow({ env, options, expects }: Setting): string {
  const secret = options.isSecret === true ? " Holds a secret." : "";
  const cells = [`\`${env}\``, `${options.meaning}${secret}`, expects, renderDefault(options), options.unit ?? ""];
  return `| ${cells.map(escapeCell).join(" | ")} |`;
}

function renderDefault(options: Setting["options"]): string {
  if (options.defaultText !== undefined) return options.defaultText;
  const { default: fallback } = options;
  if (fallback === undefined) return options.isOptional === true ? "not set" : "**required**";
  if (typeof fallback === "boolean") return fallback ? "`on`" : "`off`";
  if (Array.isArray(fallback)) return fallback.length === 0 ? "empty" : `\`${fallback.join(",")}\``;
  return `\`${typeof fallback === "string" ? fallback : JSON.stringify(fallback)}\``;
}

function escapeCell(text: string): string {
  return text.replaceAll("|", "\\|");
}
