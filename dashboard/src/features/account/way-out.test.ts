import { expect, test } from "vitest";
import { wayOutOf } from "./way-out.ts";

test.each([
  ["SuspendedForPayment", "tariff"],
  ["TrialEnded", "tariff"],
  ["SuspendedByAdmin", "support"],
  ["SuspendedForAbuse", "support"],
  ["OfALaterRelease", "support"],
])("%s is ended by %s", (reason, wayOut) => {
  expect(wayOutOf(reason)).toBe(wayOut);
});
