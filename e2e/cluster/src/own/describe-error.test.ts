import { execFile } from "node:child_process";
import { promisify } from "node:util";
import { waitFor } from "@tochka-rosta/testing";
import { expect, test } from "vitest";
import { describeError } from "./describe-error.ts";

test("of a program that failed it is the program's own words", async () => {
  const program = 'console.error("supervisor: no rights\\n  here"); process.exitCode = 1;';
  const error = await promisify(execFile)(process.execPath, ["-e", program]).catch((error: unknown) => error);
  expect(describeError(error)).toBe("supervisor: no rights; here");
});

test("of a wait that was in vain it is what was waited for and the last failure", async () => {
  const error = await waitFor("the node is Ready", () => Promise.reject(new Error("refused")), {
    timeoutSeconds: 0,
  }).catch((error: unknown) => error);
  expect(describeError(error)).toBe("Not within 0 s: the node is Ready. refused");
});
