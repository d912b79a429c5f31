import { expect, test } from "vitest";
import { listSelectors, listSeries } from "./metric-names.ts";

test("selectors are found with the labels that narrow them", () => {
  const expression = 'sum(rate(requests_count{namespace="a", status=~"5.."}[5m])) / up{job!="b"} > 0.02';
  expect(listSelectors(expression)).toEqual([
    { metric: "requests_count", labels: ["namespace", "status"] },
    { metric: "up", labels: ["job"] },
  ]);
});

test("series are found with their labels, and metrics that have none yet by their declaration", () => {
  const series = listSeries(
    '# TYPE a counter\na{x="1",y="2"} 3\n# TYPE b histogram\n# HELP c text\n# TYPE c gauge\nc 1 1795000000\n',
  );
  expect([...series].map(([name, labels]) => [name, [...labels]])).toEqual([
    ["a", ["x", "y"]],
    ["b_bucket", []],
    ["b_sum", []],
    ["b_count", []],
    ["c", []],
  ]);
});
