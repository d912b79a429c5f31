import { VirtualClock } from "@tochka-rosta/controller-runtime";
import { expect, test } from "vitest";
import { LetterCounts } from "./letter-limits.ts";

const rates = { perMinute: 20, perDay: 500, perDayWhenNew: 50 };
const week = 7 * 86_400_000;

function send(counts: LetterCounts, count: number, madeAt: number | undefined, party = "a"): number {
  return Array.from({ length: count }, () => counts.take(party, madeAt)).filter((wait) => wait === undefined).length;
}

test("so many in a minute, and the next minute again", async () => {
  const clock = new VirtualClock();
  const counts = new LetterCounts(clock, rates);
  expect([send(counts, 30, clock.now() - week), send(counts, 1, clock.now() - week, "b")]).toEqual([20, 1]);
  await clock.advance(60_000);
  expect(send(counts, 30, clock.now() - week)).toBe(20);
});

test("a new instance sends less in a day than an older one, and tomorrow again", async () => {
  const clock = new VirtualClock();
  const counts = new LetterCounts(clock, { ...rates, perMinute: 1_000 });
  expect(send(counts, 1_000, clock.now() - week + 1)).toBe(50);
  expect(send(counts, 1_000, undefined, "unknown age")).toBe(50);
  expect(send(counts, 1_000, clock.now() - week, "old")).toBe(500);
  await clock.advance(86_400_000);
  expect(send(counts, 1_000, undefined, "unknown age")).toBe(50);
});

test("whose letters are refused for good again and again sends no more that day", () => {
  const counts = new LetterCounts(new VirtualClock(), { ...rates, perMinute: 1_000, perDayWhenNew: 1_000 });
  for (let count = 0; count < 50; count++) {
    expect(counts.take("a", undefined)).toBeUndefined();
    if (count % 4 === 0) counts.noteRefusal("a");
  }
  expect(counts.take("a", undefined)).toBeGreaterThan(0);
});

test("four letters of one instance are under way at once, thirty-two of all", () => {
  const counts = new LetterCounts(new VirtualClock(), rates);
  const entered = Array.from({ length: 6 }, () => counts.enter("a"));
  expect(entered.filter((leave) => leave !== undefined)).toHaveLength(4);
  entered[0]?.();
  expect(counts.enter("a")).toBeTypeOf("function");
  const others = Array.from({ length: 40 }, (_, index) => counts.enter(`b${index}`));
  expect(others.filter((leave) => leave !== undefined)).toHaveLength(28);
});
