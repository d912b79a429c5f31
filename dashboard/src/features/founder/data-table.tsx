import type { ReactNode } from "react";
import { Card } from "#components/ui/card.tsx";

/** A column: its heading, and what stands in it for a row. */
export interface Column<Row> {
  heading: string;
  cell: (row: Row) => ReactNode;
  /** Figures stand to the right. */
  isFigure?: boolean;
}

interface DataTableOptions<Row> {
  title: string;
  columns: readonly Column<Row>[];
  rows: readonly Row[];
  rowKey: (row: Row) => string;
  /** Said in place of the table when there are no rows. */
  empty: string;
  testId?: string;
}

/** A table that becomes a list of cards on a phone; the first column heads each card. */
export function DataTable<Row>({ title, columns, rows, rowKey, empty, testId }: DataTableOptions<Row>) {
  if (rows.length === 0) {
    return (
      <Card className="grid gap-1">
        <h2 className="text-lg font-bold">{title}</h2>
        <p className="text-muted">{empty}</p>
      </Card>
    );
  }
  return (
    <Card className="overflow-hidden p-0 sm:p-0">
      <h2 className="px-5 pt-5 pb-3 text-lg font-bold sm:px-6">{title}</h2>
      <table className="w-full text-[15px] max-md:block" data-testid={testId}>
        <thead className="border-y border-line bg-surface text-left text-sm text-muted max-md:sr-only">
          <tr>
            {columns.map(({ heading, isFigure }) => (
              <th
                key={heading}
                scope="col"
                className={`px-3 py-2.5 font-medium first:pl-6 last:pr-6 ${align(isFigure)}`}
              >
                {heading}
              </th>
            ))}
          </tr>
        </thead>
        <tbody className="divide-y divide-line max-md:block max-md:border-t max-md:border-line">
          {rows.map((row) => (
            <tr key={rowKey(row)} className="max-md:grid max-md:gap-1 max-md:px-5 max-md:py-4">
              {columns.map(({ heading, cell, isFigure }, index) => (
                <td
                  key={heading}
                  data-heading={heading}
                  className={
                    index === 0
                      ? "px-3 py-3 pl-6 font-semibold max-md:p-0"
                      : `px-3 py-3 last:pr-6 max-md:flex max-md:last:pr-0 max-md:justify-between max-md:gap-4 max-md:p-0 max-md:before:text-muted max-md:before:content-[attr(data-heading)] ${align(isFigure)}`
                  }
                >
                  {cell(row)}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </Card>
  );
}

function align(isFigure: boolean | undefined): string {
  return isFigure ? "text-right tabular-nums" : "";
}
