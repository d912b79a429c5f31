import { afterEach, beforeEach, expect, test } from "vitest";

import { fault, TestApiServer } from "../../testing/test-api-server.ts";
import { eventually } from "../../testing/eventually.ts";
import type { Client } from "../client/client.ts";
import { createClient } from "../client/create-client.ts";
import { type Clock, systemClock } from "../clock/clock.ts";
import { WriteRefusedError } from "../errors.ts";
import { createLeaderElection } from "./create-leader-election.ts";
import { leases } from "./lease.ts";
import type { LeaderElection, LeaderTerm } from "./types.ts";

/** A twentieth of the usual times: 15/10/2 s become 750/500/100 ms. */
const SPEED = 20;

/** Real sockets on fast time, with a wall clock that is wrong by `skewMilliseconds`. */
function fastClock(skewMilliseconds = 0): Clock {
  const startedAt = systemClock.now();
  return {
    now: () => startedAt + (systemClock.now() - startedAt) * SPEED + skewMilliseconds,
    monotonic: () => systemClock.monotonic() * SPEED,
    setTimeout: (callback, milliseconds) => systemClock.setTimeout(callback, milliseconds / SPEED),
    random: () => systemClock.random(),
  };
}

interface Candidate {
  readonly election: LeaderElection;
  readonly terms: LeaderTerm[];
  readonly running: Promise<void>;
  stop(): Promise<void>;
}

let server: TestApiServer;
const clients: Client[] = [];
const candidates: Candidate[] = [];

beforeEach(async () => {
  server = await TestApiServer.start();
});

afterEach(async () => {
  server.intercept = () => undefined;
  await Promise.all(candidates.splice(0).map((candidate) => candidate.stop()));
  await Promise.all(clients.splice(0).map((client) => client.close()));
  await server.stop();
});

/** A process that takes part. While leading it does nothing but wait for the end of its term. */
function startCandidate(
  identity: string,
  options: { clock?: Clock; lead?: (term: LeaderTerm) => Promise<void> } = {},
): Candidate {
  const client = createClient({ config: server.config });
  clients.push(client);
  const clock = options.clock ?? fastClock();
  const election = createLeaderElection({ client, namespace: "system", name: "test", identity, clock });
  const abort = new AbortController();
  const terms: LeaderTerm[] = [];
  const running = election.run(abort.signal, async (term) => {
    terms.push(term);
    await (options.lead?.(term) ?? endOf(term.signal));
  });
  const stop = async (): Promise<void> => {
    abort.abort();
    await running.catch(() => undefined);
  };
  const candidate = { election, terms, running, stop };
  candidates.push(candidate);
  return candidate;
}

function endOf(signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) resolve();
    else signal.addEventListener("abort", () => resolve(), { once: true });
  });
}

function isLeading({ election }: Candidate): boolean {
  return election.term?.isValid() ?? false;
}

/** How many writes to the lease a candidate made. */
function writesBy(identity: string): number {
  return server.requests.filter(({ body }) => JSON.stringify(body ?? "").includes(`"holderIdentity":"${identity}"`))
    .length;
}

test("one of several leads, and never two at a time", async () => {
  const all = ["a", "b", "c"].map((identity) => startCandidate(identity));
  let most = 0;
  const watch = setInterval(() => (most = Math.max(most, all.filter(isLeading).length)), 2);
  for (let left = all.length; left > 0; left--) {
    await eventually(() => all.some(isLeading));
    await all.find(isLeading)?.stop();
  }
  clearInterval(watch);
  expect(most).toBe(1);
  expect(all.map(({ terms }) => terms.length)).toEqual([1, 1, 1]);
  const epochs = all.flatMap(({ terms }) => terms.map(({ epoch }) => epoch)).sort();
  expect(epochs).toEqual([1, 2, 3]);
});

test("a clean release hands over without waiting for the lease to expire", async () => {
  const first = startCandidate("first");
  await eventually(() => isLeading(first));
  const second = startCandidate("second");
  await eventually(() => second.election.holder === "first");
  await first.stop();
  expect(server.find(leases, "test", "system")?.spec?.holderIdentity).toBe("");
  await eventually(() => isLeading(second));
});

test("the lease stays with a leader whose work ends late, until it has ended", async () => {
  const lateWork = Promise.withResolvers<void>();
  const first = startCandidate("first", { lead: () => lateWork.promise });
  await eventually(() => isLeading(first));
  const stopping = first.stop();
  const renewals = writesBy("first");
  await eventually(() => writesBy("first") >= renewals + 8);
  expect(first.terms[0]?.signal.aborted).toBe(true);
  expect(isLeading(first)).toBe(true);
  lateWork.resolve();
  await stopping;
  expect(server.find(leases, "test", "system")?.spec?.holderIdentity).toBe("");
});

test("work that fails leaves the lease to expire, since nobody knows what still runs", async () => {
  const first = startCandidate("first", { lead: () => Promise.reject(new Error("broken")) });
  await expect(first.running).rejects.toThrow("broken");
  expect(server.find(leases, "test", "system")?.spec?.holderIdentity).toBe("first");
});

test.for([
  ["right", 0],
  ["an hour slow", -3_600_000],
  ["an hour fast", 3_600_000],
] as const)("a live lease is not stolen and a dead one is taken when clocks are %s", async ([, skew]) => {
  const holder = startCandidate("holder", { clock: fastClock(skew) });
  await eventually(() => isLeading(holder));
  const waiting = startCandidate("waiting");
  const renewals = writesBy("holder");
  await eventually(() => writesBy("holder") >= renewals + 12);
  expect(waiting.terms).toEqual([]);
  server.intercept = ({ body }) => (JSON.stringify(body ?? "").includes('"holder"') ? fault.hang() : undefined);
  await eventually(() => isLeading(waiting));
  expect(isLeading(holder)).toBe(false);
  expect(waiting.terms[0]?.epoch).toBe(2);
});

test("a leader that gets no answers steps down before its lease can be taken", async () => {
  const leader = startCandidate("leader");
  await eventually(() => isLeading(leader));
  const term = leader.terms[0];
  server.intercept = () => fault.hang();
  await eventually(() => term?.signal.aborted === true);
  expect(() => term?.assertValid()).toThrow(WriteRefusedError);
  server.intercept = () => undefined;
  await eventually(() => leader.terms.length === 2);
});

test("a process that slept past its deadline may not write, though no timer ran yet", async () => {
  let sleptMilliseconds = 0;
  const clock = fastClock();
  const drowsy = { ...clock, monotonic: () => clock.monotonic() + sleptMilliseconds };
  const leader = startCandidate("leader", { clock: drowsy });
  await eventually(() => isLeading(leader));
  const term = leader.terms[0];
  sleptMilliseconds = 60_000;
  expect(term?.isValid()).toBe(false);
  expect(() => term?.assertValid()).toThrow(WriteRefusedError);
});

test("errors that pass cost no term", async () => {
  const leader = startCandidate("leader");
  await eventually(() => isLeading(leader));
  let failures = 0;
  server.intercept = ({ method }) =>
    method === "PUT" && failures++ < 3 ? fault.status(503, "ServiceUnavailable") : undefined;
  await eventually(() => failures > 6);
  expect(leader.terms).toHaveLength(1);
  expect(isLeading(leader)).toBe(true);
});

test("somebody else's write to the lease is read again, not fought over", async () => {
  const leader = startCandidate("leader");
  await eventually(() => isLeading(leader));
  const lease = server.find(leases, "test", "system");
  if (lease === undefined) throw new Error("no lease");
  const { resourceVersion, ...metadata } = lease.metadata;
  expect(resourceVersion).toBeDefined();
  server.put(leases, { ...lease, metadata: { ...metadata, labels: { touched: "yes" } } });
  const renewals = writesBy("leader");
  await eventually(() => writesBy("leader") > renewals + 2);
  expect(leader.terms).toHaveLength(1);
  expect(server.find(leases, "test", "system")?.metadata.labels).toEqual({ touched: "yes" });
});

test("a lease that was deleted is made anew", async () => {
  const leader = startCandidate("leader");
  await eventually(() => isLeading(leader));
  server.remove(leases, "test", "system");
  await eventually(() => server.find(leases, "test", "system")?.spec?.holderIdentity === "leader");
});

test("times that could let two lead are refused", () => {
  const client = createClient({ config: server.config });
  clients.push(client);
  const options = { client, namespace: "system", name: "test", identity: "a" };
  expect(() => createLeaderElection({ ...options, leaseDurationSeconds: 10, renewDeadlineSeconds: 10 })).toThrow(
    RangeError,
  );
  expect(() => createLeaderElection({ ...options, retryPeriodSeconds: 9 })).toThrow(RangeError);
});
