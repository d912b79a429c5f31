import { expect, test } from "vitest";
import { createStreams } from "./streams.ts";

const owner = (name: string) => ({ userId: name, sessionId: `session of ${name}`, tenantId: `company of ${name}` });
const limits = { perSession: 2, perTenant: 3, inAll: 4 };

test("a process serves so many streams in all, whoever they are of, and a place that comes free is given again", () => {
  const streams = createStreams(limits);
  const forget = ["anna", "boris", "vera", "gleb"].map((name) => streams.add(owner(name), () => undefined));
  expect(() => streams.add(owner("dina"), () => undefined)).toThrow("TOO_MANY_STREAMS");
  forget[0]?.();
  forget[0]?.();
  streams.add(owner("dina"), () => undefined);
  expect(() => streams.add(owner("egor"), () => undefined)).toThrow("TOO_MANY_STREAMS");
  expect(streams.sessionIds()).toEqual(["boris", "vera", "gleb", "dina"].map((name) => `session of ${name}`));
});

test("those of one session end, the others go on; after the end of all a new one ends at once", () => {
  const streams = createStreams(limits);
  const stopped: string[] = [];
  for (const name of ["anna", "boris"]) streams.add(owner(name), () => stopped.push(name));
  streams.stopWhere(({ userId }) => userId === "anna");
  expect(stopped).toEqual(["anna"]);
  streams.stopAll();
  streams.add(owner("vera"), () => stopped.push("vera"));
  expect(stopped.slice(1)).toEqual(["anna", "boris", "vera"]);
});
