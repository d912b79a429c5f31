import type { Cell, CellName } from "./cells.ts";

/** A state that was brought about, and all that people saw of it; or why it was not. */
export interface Row {
  readonly name: string;
  readonly title: string;
  readonly cells: Readonly<Record<CellName, Cell>> | Error;
}

const escape = (text: string) => text.replace(/[&<>"]/g, (character) => `&#${character.charCodeAt(0)};`);

const style = `body{font:14px/1.45 system-ui;margin:1rem}table{border-collapse:collapse}th,td{border:1px solid #ccc;padding:.5rem;vertical-align:top;
text-align:left}pre{max-width:34rem;max-height:30rem;overflow:auto;font-size:11px}img{height:22rem;border:1px solid #ddd;margin-right:.3rem}`;

/** @param fileOf the address of a picture beside the page */
export function buildStatesPage(
  titles: Readonly<Record<CellName, string>>,
  rows: readonly Row[],
  fileOf: (row: Row, cell: CellName, index: number) => string,
): string {
  const names = Object.keys(titles) as CellName[];
  const head = names.map((name) => `<th>${escape(titles[name])}</th>`).join("");
  const body = rows.map((row) => {
    const { name, title, cells } = row;
    const first = `<th id="${escape(name)}">${escape(title)}<br><small>${escape(name)}</small></th>`;
    if (cells instanceof Error) return `<tr>${first}<td colspan="${names.length}">${escape(String(cells))}</td></tr>`;
    const drawn = names.map((cell) => {
      const { text, pictures = [] } = cells[cell];
      const images = pictures.map((_, index) => {
        const file = fileOf(row, cell, index);
        return `<a href="${file}"><img src="${file}" alt="${escape(`${title}, ${titles[cell]}`)}"></a>`;
      });
      return `<td>${images.join("")}${text === undefined ? "" : `<pre>${escape(text)}</pre>`}</td>`;
    });
    return `<tr>${first}${drawn.join("")}</tr>`;
  });
  return `<!doctype html><html lang="ru"><meta charset="utf-8"><title>Состояния</title><style>${style}</style>
<table><thead><tr><th>Состояние</th>${head}</tr></thead><tbody>${body.join("\n")}</tbody></table></html>
`;
}
