import { expect, test } from "vitest";
import { emptyDraft, findStageOf, planStage } from "./draft.ts";

const delivery = { phone: "+79991234567", sentAt: 0, times: 1, resend_after_seconds: 60, delivery: null };

test.each([
  ["nothing is known: the phone", emptyDraft, false, "phone"],
  ["a code was sent and the page reloaded: the code", { stage: "code", delivery }, false, "code"],
  ["no trace of a code: the phone", { stage: "code", delivery: null }, false, "phone"],
  ["the phone is proved, in another tab perhaps: who the person is", { stage: "code", delivery }, true, "profile"],
  ["proved and reloaded on the last step: the last step", { stage: "site", delivery }, true, "site"],
  ["the proof is over: the phone again", { stage: "site", delivery }, false, "phone"],
  ["the other way is kept", { stage: "password", delivery: null }, false, "password"],
] as const)("%s", (_, draft, isProved, stage) => {
  expect(planStage(draft, isProved)).toBe(stage);
});

test("a refusal leads to the step where its first field stands", () => {
  expect(findStageOf(["subdomain", "last_name"])).toBe("profile");
  expect(findStageOf(["subdomain"])).toBe("site");
  expect(findStageOf([])).toBe("site");
});
