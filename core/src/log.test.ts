import { expect, test } from "vitest";
import { createLog } from "./log.ts";

test("phones, codes, passwords and tokens are blanked wherever they turn up", () => {
  const lines: string[] = [];
  const log = createLog("info", { write: (line: string) => void lines.push(line) });
  log.info({ phone: "+79991234567", body: { password: "secret one", code: "123456" } }, "hello");
  log.info({ request: { body: { token: "secret two" }, headers: { cookie: "secret three" } } }, "hello");
  expect(lines).toHaveLength(2);
  expect(lines.join()).not.toMatch(/9991234567|secret|123456/);
  expect(JSON.parse(lines[0] ?? "{}")).toMatchObject({ level: "info", msg: "hello", phone: "[redacted]" });
});
