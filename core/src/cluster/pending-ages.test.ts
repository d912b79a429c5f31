import { expect, test } from "vitest";
import { createPendingAges } from "./pending-ages.ts";

test("the oldest change that still waits counts, from when it was first seen", () => {
  const ages = createPendingAges();
  expect(ages.observe([], 0)).toBe(0);
  expect(ages.observe(["tenant:a"], 10_000)).toBe(0);
  expect(ages.observe(["tenant:a", "instance:b"], 20_000)).toBe(10);
  expect(ages.observe(["instance:b"], 50_000)).toBe(30);
  expect(ages.observe([], 60_000)).toBe(0);
  expect(ages.observe(["tenant:a"], 70_000)).toBe(0);
});
