import { expect, test } from "vitest";
import { readDraft } from "./kept-draft.ts";

const empty = { name: "", count: 0, sent: null as { at: number } | null };

test("what was kept comes back", () => {
  expect(readDraft(JSON.stringify({ name: "Анна", count: 2, sent: { at: 5 } }), empty)).toEqual({
    name: "Анна",
    count: 2,
    sent: { at: 5 },
  });
});

test.each([[null], ["{"], ["5"], ["null"], [JSON.stringify({ name: 7, more: "x" })]])(
  "%j gives an empty draft",
  (kept) => {
    expect(readDraft(kept, empty)).toEqual(empty);
  },
);
