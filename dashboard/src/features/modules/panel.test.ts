import { expect, test } from "vitest";
import { describePanel, panels } from "./panel.ts";

test("only what is being launched shows a launch, and only what is live the ways in", () => {
  const bodies = Object.entries(panels).map(([state, { body }]) => `${state} ${body}`);
  expect(bodies).toEqual(["live live", "starting launch", "failing launch", "inactive off", "suspended suspended"]);
});

test("a suspended site that is off already cannot be switched off again", () => {
  expect(describePanel({ state: "suspended", active: false })).toMatchObject({
    body: "suspended",
    canSwitchOff: false,
  });
  expect(describePanel({ state: "suspended", active: true })).toMatchObject({ body: "suspended", canSwitchOff: true });
});
