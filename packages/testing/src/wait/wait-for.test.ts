import { expect, test } from "vitest";
import { waitFor } from "./wait-for.ts";

test("what the probe finds is given, at once when it is there, after failures too", async () => {
  expect(await waitFor("a figure", () => 0)).toBe(0);
  let attempts = 0;
  const probe = async () => {
    attempts += 1;
    if (attempts < 3) throw new Error("refused");
    return attempts > 4 && "found";
  };
  expect(await waitFor("it", probe, { everyMilliseconds: 1 })).toBe("found");
  expect(attempts).toBe(5);
});

test("what did not come is named, with the last failure as the cause", async () => {
  const options = { timeoutSeconds: 0.02, everyMilliseconds: 1 };
  await expect(waitFor("the pod", () => undefined, options)).rejects.toThrow("Not within 0.02 s: the pod.");
  const failure = waitFor("the pod", () => Promise.reject(new Error("refused")), options);
  await expect(failure).rejects.toMatchObject({ cause: { message: "refused" } });
});

test("with no time at all there is one probe", async () => {
  let attempts = 0;
  await expect(waitFor("it", () => void (attempts += 1), { timeoutSeconds: 0 })).rejects.toThrow("Not within 0 s: it.");
  expect(attempts).toBe(1);
});
