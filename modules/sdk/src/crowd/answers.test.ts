import { IncomingMessage, ServerResponse } from "node:http";
import { Socket } from "node:net";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { createAnswersInFlight } from "./answers.ts";

const limits = {
  inFlight: 4,
  inFlightPerAddress: 2,
  sendingBytes: 1000,
  slowestBytesPerSecond: 100,
  graceMilliseconds: 10_000,
};
let now = 0;
const clock = { now: () => new Date(now), monotonic: () => now };

beforeEach(() => {
  now = 0;
  vi.useFakeTimers();
});
afterEach(() => void vi.useRealTimers());

const newResponse = (): ServerResponse => new ServerResponse(new IncomingMessage(new Socket()));

/** An answer that has begun to leave. */
function sendTo(answers: ReturnType<typeof createAnswersInFlight>, address: string, bytes = 1): ServerResponse {
  const response = newResponse();
  expect(answers.admit(address, response)).toBe(true);
  expect(answers.send(response, bytes)).toBe(true);
  return response;
}

test("one address has so many under way, all together so many, and who is done makes room", async () => {
  const answers = createAnswersInFlight(limits, clock);
  const [first] = ["a", "a", "b", "c"].map((address) => sendTo(answers, address));
  expect([answers.admit("a", newResponse()), answers.admit("d", newResponse())]).toEqual([false, false]);
  first?.destroy();
  await vi.advanceTimersByTimeAsync(0);
  expect(answers.admit("d", newResponse())).toBe(true);
  expect(answers.count().answers).toBe(4);
});

test("where there is no room, the oldest slow answer of whoever has most is cut", () => {
  const answers = createAnswersInFlight(limits, clock);
  const responses = ["b", "a", "a", "c"].map((address) => sendTo(answers, address));
  now = limits.graceMilliseconds;
  expect(answers.admit("d", newResponse())).toBe(true);
  expect(responses.map(({ destroyed }) => destroyed)).toEqual([false, true, false, false]);
  expect(answers.count()).toEqual({ answers: 4, bytes: 3, cut: 1 });
});

test("so many bytes are being sent at once; one that would be too much is refused until others have left", () => {
  const answers = createAnswersInFlight(limits, clock);
  sendTo(answers, "a", 900);
  const response = newResponse();
  answers.admit("b", response);
  expect(answers.send(response, 200)).toBe(false);
  now = limits.graceMilliseconds;
  expect(answers.send(response, 200)).toBe(true);
  expect(answers.count()).toEqual({ answers: 1, bytes: 200, cut: 1 });
});

test("an answer that leaves more slowly than the slowest network is cut, by its size", async () => {
  const answers = createAnswersInFlight(limits, clock);
  const small = sendTo(answers, "a", 100);
  const large = sendTo(answers, "a", 900);
  await vi.advanceTimersByTimeAsync(11_500);
  expect([small.destroyed, large.destroyed]).toEqual([true, false]);
  await vi.advanceTimersByTimeAsync(8_000);
  expect(large.destroyed).toBe(true);
});
