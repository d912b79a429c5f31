import { mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test } from "vitest";
import { readAuditLog } from "./audit-log.ts";

test("an audit log is read by user, a cut-off last line is left for the next time", async () => {
  const file = join(mkdtempSync(join(tmpdir(), "audit-log-test-")), "audit.log");
  const event = {
    kind: "Event",
    verb: "patch",
    user: { username: "system:serviceaccount:tochka-rosta-system:tochka-rosta-core" },
    userAgent: "core",
    objectRef: { apiGroup: "tochkarosta.online", resource: "tenants", subresource: "status", name: "anna" },
    responseStatus: { code: 200 },
  };
  const other = { ...event, user: { username: "admin" } };
  const lines = [event, other, event].map((line) => JSON.stringify(line)).join("\n");
  writeFileSync(file, lines.slice(0, -10));
  expect(await readAuditLog(file, "tochka-rosta-core")).toEqual([
    {
      user: "system:serviceaccount:tochka-rosta-system:tochka-rosta-core",
      verb: "patch",
      group: "tochkarosta.online",
      resource: "tenants/status",
      namespace: "",
      name: "anna",
      status: 200,
      userAgent: "core",
    },
  ]);
});
