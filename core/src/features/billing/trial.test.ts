import { globSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { planTrialEnd, trialDays } from "./trial.ts";

const messages = join(import.meta.dirname, "../../../../dashboard/messages");
const daysForFree = /(\d+)(?: days (?:are )?free|-day trial| дней (?:бесплатно|бесплатны)| дней\.)/g;

test("a trial ends the promised number of days after its start", () => {
  expect(planTrialEnd(new Date("2026-02-20T10:00:00Z"))).toEqual(new Date("2026-03-06T10:00:00Z"));
});

test("the dashboard promises as many days as a trial has, in both languages", () => {
  for (const language of ["ru", "en"]) {
    const texts = globSync(`${language}/*.json`, { cwd: messages }).map((file) =>
      readFileSync(join(messages, file), "utf8"),
    );
    const promised = texts.flatMap((text) => [...text.matchAll(daysForFree)].map(([, days]) => Number(days)));
    expect(promised.length, language).toBeGreaterThanOrEqual(8);
    expect(new Set(promised), language).toEqual(new Set([trialDays]));
  }
});
