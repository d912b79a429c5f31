import { expect, test } from "vitest";
import { createLog } from "./log.ts";

function startLog(base: Record<string, string> | null = null) {
  const lines: string[] = [];
  const log = createLog({ level: "info", base, destination: { write: (line: string) => void lines.push(line) } });
  return { log, lines, read: () => lines.map((line) => JSON.parse(line) as Record<string, unknown>) };
}

test("phones, codes, passwords and tokens are blanked wherever they turn up", () => {
  const { log, lines, read } = startLog();
  log.info({ phone: "+79991234567", body: { password: "secret one", code: "123456" } }, "hello");
  log.info({ request: { body: { token: "secret two" }, headers: { cookie: "secret three" } } }, "hello");
  log.info({ code: 654321, tenant: { owner_phone: "+79991234567" } }, "hello");
  expect(lines.join()).not.toMatch(/9991234567|secret|123456|654321/);
  expect(read()[0]).toMatchObject({ level: "info", msg: "hello", phone: "[redacted]" });
});

test("codes of errors stay, since logs are searched for them", () => {
  const { log, read } = startLog();
  log.error({ err: Object.assign(new Error("gone"), { code: "57P01" }) }, "query failed");
  log.warn({ code: 404, problem: { code: "PHONE_NOT_MOBILE" }, error: { code: "42704" } }, "refused");
  expect(read()[0]).toMatchObject({ err: { code: "57P01", message: "gone" } });
  expect(read()[1]).toMatchObject({ code: 404, problem: { code: "PHONE_NOT_MOBILE" }, error: { code: "42704" } });
});

test.each([
  "175 047",
  " 175047",
  "175-047",
  "Код: 175047",
  "１７５０４７",
  "code175047",
  175_047,
  1_750_471,
  ["175047"],
  {},
])("a one-time code is blanked however it was typed: %j", (code) => {
  const { log, lines } = startLog();
  log.warn({ body: { code }, code }, "refused");
  expect(lines.join()).not.toMatch(/175.?047|１７５/);
});

test.each([
  "ECONNREFUSED",
  "57P01",
  "42704",
  "P2024",
  "FST_ERR_CTP_INVALID_JSON_BODY",
  "ERR_JWS_SIGNATURE_VERIFICATION_FAILED",
  404,
  1006,
])("an error's code stays: %j", (code) => {
  const { log, read } = startLog();
  log.error({ err: Object.assign(new Error("gone"), { code }), code, cause: { code } }, "failed");
  expect(read()[0]).toMatchObject({ err: { code }, code, cause: { code } });
});

test("cookies that are set, keys and tokens by any of their names are blanked", () => {
  const { log, lines } = startLog();
  const fields = {
    accessToken: "s-1",
    refreshToken: "s-2",
    secret: "s-3",
    "set-cookie": "s-4",
    password_hash: "s-5",
    pepper: "s-6",
  };
  log.info({ ...fields, answer: { headers: fields } }, "hello");
  expect(lines.join()).not.toMatch(/s-\d/);
});

test("a line has its time in RFC 3339, its level in a word, and the program's fields", () => {
  const { log, read } = startLog({ name: "doorman" });
  log.debug("not at this level");
  log.warn({ port: 1 }, "listening");
  expect(read()).toEqual([
    {
      level: "warn",
      time: expect.stringMatching(/^\d{4}-\d\d-\d\dT[\d:.]+Z$/),
      name: "doorman",
      port: 1,
      msg: "listening",
    },
  ]);
});
