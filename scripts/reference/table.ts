/** Text for a cell of a table: one line, and no mark that would end the cell. */
export function cell(text: string): string {
  return text
    .replace(/\s*\n\s*/g, " ")
    .replaceAll("|", "\\|")
    .trim();
}
