import { IncomingMessage, ServerResponse } from "node:http";
import { Socket } from "node:net";
import { expect, test } from "vitest";
import { createStoredBytesPool } from "./stored-bytes.ts";

const MEBIBYTE = 1024 * 1024;
const limits = { storedBytes: 4 * MEBIBYTE, keptBytes: 2 * MEBIBYTE, graceMilliseconds: 10_000, waitMilliseconds: 20 };
let now = 0;
const clock = { now: () => new Date(now), monotonic: () => now };

const newResponse = (): ServerResponse => new ServerResponse(new IncomingMessage(new Socket()));
const newBytes = (size = 2 * MEBIBYTE) => Promise.resolve({ bytes: Buffer.alloc(size), mediaType: "image/png" });

async function end(response: ServerResponse): Promise<void> {
  const closed = new Promise((resolve) => response.once("close", resolve));
  response.destroy();
  await closed;
}

test("a hundred who ask for the same hold it once, and it is read once", async () => {
  const pool = createStoredBytesPool(limits, clock);
  let reads = 0;
  const read = () => newBytes(((reads += 1), 1000));
  const taken = await Promise.all(Array.from({ length: 100 }, () => pool.take("a", read, newResponse())));
  expect([reads, new Set(taken).size, pool.count()]).toEqual([1, 1, { entries: 1, bytes: 1000 }]);
});

test("what nobody asks for any more is kept only up to a size", async () => {
  const pool = createStoredBytesPool(limits, clock);
  const responses = [newResponse(), newResponse()];
  await pool.take("a", () => newBytes(), responses[0] as ServerResponse);
  await pool.take("b", () => newBytes(), responses[1] as ServerResponse);
  expect(pool.count().bytes).toBe(4 * MEBIBYTE);
  for (const response of responses) await end(response);
  expect(pool.count()).toEqual({ entries: 1, bytes: 2 * MEBIBYTE });
});

test("without room one waits, and is refused when nobody is done in time", async () => {
  const pool = createStoredBytesPool(limits, clock);
  const [first, second] = [newResponse(), newResponse()];
  await pool.take("a", () => newBytes(), first);
  await pool.take("b", () => newBytes(), second);
  await expect(pool.take("c", () => newBytes(), newResponse())).rejects.toMatchObject({ kind: { code: "BUSY" } });
  const waiting = pool.take("c", () => newBytes(), newResponse());
  await end(first);
  expect((await waiting)?.bytes.length).toBe(2 * MEBIBYTE);
});

test("who has gone while waiting for room is read nothing for", async () => {
  const pool = createStoredBytesPool({ ...limits, waitMilliseconds: 5_000 }, clock);
  const [first, second, gone] = [newResponse(), newResponse(), newResponse()];
  await pool.take("a", () => newBytes(), first);
  await pool.take("b", () => newBytes(), second);
  const waiting = pool.take("c", () => Promise.reject(new Error("read for nobody")), gone);
  await end(gone);
  await end(first);
  await expect(waiting).rejects.toThrow("the visitor has gone");
});

test("without room, those who have been reading for long are cut", async () => {
  const pool = createStoredBytesPool(limits, clock);
  const [slow, other] = [newResponse(), newResponse()];
  await pool.take("a", () => newBytes(), slow);
  now += limits.graceMilliseconds;
  await pool.take("b", () => newBytes(), other);
  await pool.take("c", () => newBytes(), newResponse());
  expect([slow.destroyed, other.destroyed]).toEqual([true, false]);
});

test("what is not there, or cannot be read, is not kept", async () => {
  const pool = createStoredBytesPool(limits, clock);
  expect(await pool.take("a", () => Promise.resolve(undefined), newResponse())).toBeUndefined();
  await expect(pool.take("a", () => Promise.reject(new Error("away")), newResponse())).rejects.toThrow("away");
  expect(pool.count()).toEqual({ entries: 0, bytes: 0 });
});
