import { Writable } from "node:stream";
import { expect, test } from "vitest";
import { mostWaitingBytes, openEventWriter } from "./event-writer.ts";

const event = "x".repeat(1024);

test("a reader that takes nothing is cut once some events wait, and costs no more than these", () => {
  const raw = new Writable({ write: () => undefined });
  const writer = openEventWriter(raw);
  for (let events = 0; events < 10_000; events++) writer.write(event);
  expect([writer.isCut, raw.destroyed]).toEqual([true, true]);
  expect(raw.writableLength).toBeLessThan(mostWaitingBytes + 2 * event.length);
});

test("a reader that takes what comes is never cut", () => {
  const raw = new Writable({ write: (_chunk, _encoding, done) => done() });
  const writer = openEventWriter(raw);
  for (let events = 0; events < 10_000; events++) writer.write(event);
  expect([writer.isCut, raw.destroyed]).toEqual([false, false]);
});
