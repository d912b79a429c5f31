import { expect, test } from "vitest";
import { listSkippedGoTests } from "./go-checks.ts";

const output = `=== RUN   TestRender
    render_test.go:52: nft and root are needed
--- SKIP: TestRender (0.00s)
=== RUN   TestPorts
--- PASS: TestPorts (0.00s)
=== RUN   TestTranslate
=== RUN   TestTranslate/named_ports
--- PASS: TestTranslate (0.00s)
    --- SKIP: TestTranslate/named_ports (0.00s)
PASS
ok  \tnetwork-policy\t0.01s
`;

test("tests that Go skipped are told by name, those within others too", () => {
  expect(listSkippedGoTests(output)).toEqual(["TestRender: nft and root are needed", "TestTranslate/named_ports"]);
  expect(listSkippedGoTests("ok")).toEqual([]);
});
