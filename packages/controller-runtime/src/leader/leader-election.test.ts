import fc from "fast-check";
import { beforeEach, expect, test } from "vitest";

import { Candidate, type CandidateOptions, LeaseServer, type RequestFate } from "../../testing/simulated-election.ts";
import { VirtualClock } from "../clock/virtual-clock.ts";
import { WriteRefusedError } from "../errors.ts";
import { createLeaderElection } from "./create-leader-election.ts";
import { podIdentity } from "./pod-identity.ts";

const DURATION = 15_000;
const DEADLINE = 10_000;
const RETRY = 2_000;
/** Retry periods vary by up to a fifth, and a request takes a moment. */
const NEXT_ATTEMPT = RETRY * 1.2 + 100;

let clock: VirtualClock;
let server: LeaseServer;

beforeEach(() => {
  clock = new VirtualClock();
  server = new LeaseServer(clock);
});

function start(identity: string, options: CandidateOptions = {}): Candidate {
  return new Candidate(clock, server, identity, options);
}

/** A candidate that leads since a moment. */
async function startLeader(identity: string, options: CandidateOptions = {}): Promise<Candidate> {
  const candidate = start(identity, options);
  await clock.advance(100);
  expect(candidate.isLeading).toBe(true);
  return candidate;
}

/** All requests of a process are never answered any more: it died or its network did. */
function cutOff(...identities: string[]): void {
  server.fate = (identity) => (identities.includes(identity) ? "hung" : "done");
}

test("a clean release hands over without waiting for the lease to expire", async () => {
  const first = await startLeader("first");
  const second = start("second");
  await clock.advance(NEXT_ATTEMPT);
  first.requestStop();
  await clock.advance(100);
  await first.running;
  expect(server.lease?.spec?.holderIdentity).toBe("");
  await clock.advance(NEXT_ATTEMPT);
  expect(second.isLeading).toBe(true);
  expect([first, second].map(({ terms }) => terms[0]?.epoch)).toEqual([1, 2]);
});

test("a dead leader is followed after one lease duration, not before", async () => {
  const first = await startLeader("first");
  const second = start("second");
  await clock.advance(60_000);
  cutOff("first");
  await clock.advance(DURATION - RETRY - NEXT_ATTEMPT);
  expect(second.isLeading).toBe(false);
  await clock.advance(RETRY + 2 * NEXT_ATTEMPT);
  expect([first.isLeading, second.isLeading]).toEqual([false, true]);
});

/** A container of a pod, as it contends after its start. */
function startContainer(podName: string, podUid: string | undefined): Candidate {
  const { identity, isPredecessor } = podIdentity(podName, podUid);
  return start(identity, { isPredecessor });
}

test("a restarted container takes over the lease of the one before it at once", async () => {
  const killed = startContainer("operator-x", "uid-1");
  await clock.advance(60_000);
  cutOff(killed.identity);
  const restarted = startContainer("operator-x", "uid-1");
  await clock.advance(100);
  expect(restarted.isLeading).toBe(true);
  expect(restarted.terms[0]?.epoch).toBe(2);
});

test.each([
  ["another pod", "operator-y", "uid-2"],
  ["a pod of the same name that another node runs", "operator-x", "uid-2"],
  ["a pod whose name begins alike", "operator-x_uid-1", "uid"],
  ["a pod that does not know its uid", "operator-x", undefined],
])("%s waits until the lease runs out", async (_what, podName, podUid) => {
  const first = startContainer("operator-x", "uid-1");
  await clock.advance(60_000);
  const second = startContainer(podName, podUid);
  await clock.advance(5 * RETRY);
  expect([first.isLeading, second.isLeading]).toEqual([true, false]);
});

test("who holds the lease is known for one lease duration after the last look that was answered", async () => {
  await startLeader("first");
  const second = start("second");
  expect(second.election.holder).toBe("");
  await clock.advance(60_000);
  expect(second.election.holder).toBe("first");
  cutOff("first", "second");
  await clock.advance(DURATION - RETRY - 2 * NEXT_ATTEMPT);
  expect(second.election.holder).toBe("first");
  await clock.advance(RETRY + 2 * NEXT_ATTEMPT);
  expect(second.election.holder).toBe("");
});

test("the lease stays with a leader whose work ends late, until it has ended", async () => {
  const lateWork = Promise.withResolvers<void>();
  const first = await startLeader("first", { lead: () => lateWork.promise });
  first.requestStop();
  await clock.advance(5 * 60_000);
  expect(first.terms[0]?.signal.aborted).toBe(true);
  expect(first.isLeading).toBe(true);
  lateWork.resolve();
  await clock.advance(100);
  await first.running;
  expect(server.lease?.spec?.holderIdentity).toBe("");
});

test("work that fails leaves the lease to expire, since nobody knows what still runs", async () => {
  const first = start("first", { lead: () => Promise.reject(new Error("broken")) });
  const ending = expect(first.running).rejects.toThrow("broken");
  await clock.advance(100);
  await ending;
  expect(server.lease?.spec?.holderIdentity).toBe("first");
});

test.for([-3_600_000, 3_600_000])(
  "a wall clock %i ms off neither loses nor steals a lease",
  async (skewMilliseconds) => {
    const holder = await startLeader("holder", { skewMilliseconds });
    const waiting = start("waiting");
    await clock.advance(10 * 60_000);
    expect([holder.terms.length, waiting.terms.length]).toEqual([1, 0]);
    cutOff("holder");
    await clock.advance(DURATION + 2 * NEXT_ATTEMPT);
    expect([holder.isLeading, waiting.isLeading]).toEqual([false, true]);
  },
);

test("a leader that gets no answers steps down before its lease can be taken, and tries again", async () => {
  const leader = await startLeader("leader");
  cutOff("leader");
  await clock.advance(DEADLINE + RETRY * 1.2);
  expect(leader.terms[0]?.signal.aborted).toBe(true);
  expect(() => leader.terms[0]?.assertValid()).toThrow(WriteRefusedError);
  cutOff();
  await clock.advance(NEXT_ATTEMPT + DEADLINE / 3);
  expect(leader.terms).toHaveLength(2);
});

test("a process that slept past its deadline may not write, though no timer of it ran yet", async () => {
  const leader = await startLeader("leader");
  leader.freeze(60_000);
  await clock.advance(DEADLINE + RETRY);
  expect(leader.terms[0]?.signal.aborted).toBe(false);
  expect(() => leader.terms[0]?.assertValid()).toThrow(WriteRefusedError);
});

test("errors that pass before the deadline cost no term", async () => {
  const leader = await startLeader("leader");
  let failures = 3;
  server.fate = () => (failures-- > 0 ? "refused" : "done");
  await clock.advance(60_000);
  expect([leader.terms.length, leader.isLeading]).toEqual([1, true]);
});

test("an answer that was lost is no lost lease", async () => {
  const leader = await startLeader("leader");
  let writes = 0;
  server.fate = (_identity, verb) => (verb === "replace" && writes++ % 3 === 0 ? "answer-lost" : "done");
  await clock.advance(10 * 60_000);
  expect([leader.terms.length, leader.isLeading]).toEqual([1, true]);
});

test("a lost answer to the first creation does not shut the creator out", async () => {
  server.fate = (_identity, verb) => (verb === "create" ? "answer-lost" : "done");
  const leader = start("leader");
  await clock.advance(NEXT_ATTEMPT);
  expect(leader.isLeading).toBe(true);
});

test("somebody else's change to the lease is kept, and costs no term", async () => {
  const leader = await startLeader("leader");
  server.touch({ touched: "yes" });
  await clock.advance(60_000);
  expect(leader.terms).toHaveLength(1);
  expect(server.lease?.metadata.labels).toEqual({ touched: "yes" });
});

test("a lease that was deleted is recreated by its holder", async () => {
  const leader = await startLeader("leader");
  server.lease = undefined;
  await clock.advance(2 * NEXT_ATTEMPT);
  expect([leader.terms.length, server.lease]).toMatchObject([1, { spec: { holderIdentity: "leader" } }]);
});

test("a leader whose lease was given to another by force steps down at its next look", async () => {
  const leader = await startLeader("leader");
  const lease = server.lease;
  if (lease === undefined) throw new Error("no lease");
  server.lease = { ...lease, spec: { ...lease.spec, holderIdentity: "usurper" } };
  server.touch({});
  await clock.advance(NEXT_ATTEMPT);
  expect(leader.isLeading).toBe(false);
});

test("a leader at rest renews every two seconds or so, and does nothing else", async () => {
  await startLeader("leader");
  server.writes.length = 0;
  await clock.advance(60_000);
  expect(new Set(server.writes)).toEqual(new Set(["leader replace"]));
  expect(server.writes.length).toBeGreaterThanOrEqual(24);
  expect(server.writes.length).toBeLessThanOrEqual(30);
});

test("times that could let two lead are refused", () => {
  const options = { client: server.clientFor("a"), namespace: "system", name: "test", identity: "a" };
  expect(() => createLeaderElection({ ...options, leaseDurationSeconds: 10, renewDeadlineSeconds: 10 })).toThrow(
    RangeError,
  );
  expect(() => createLeaderElection({ ...options, retryPeriodSeconds: 9 })).toThrow(RangeError);
});

const disturbance = fc.record({
  afterMilliseconds: fc.integer({ min: 1, max: 20_000 }),
  who: fc.integer({ min: 0, max: 2 }),
  what: fc.constantFrom<RequestFate | "freeze" | "stop">("hung", "refused", "answer-lost", "done", "freeze", "stop"),
  freezeMilliseconds: fc.integer({ min: 1, max: 40_000 }),
});

test("whatever pauses, fails, hangs and stops: never two at a time, epochs only grow, and somebody leads in the end", async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(disturbance, { maxLength: 12 }), fc.integer(), async (disturbances, seed) => {
      clock = new VirtualClock({ seed });
      server = new LeaseServer(clock);
      server.latencyMilliseconds = () => clock.random() * 300;
      const identities = ["a", "b", "c"];
      const fates = new Map<string, RequestFate>();
      server.fate = (identity) => fates.get(identity) ?? "done";
      const all = identities.map((identity, index) => start(identity, { skewMilliseconds: (index - 1) * 3_600_000 }));
      const epochs: number[] = [];
      const advance = async (milliseconds: number): Promise<void> => {
        for (let left = milliseconds; left > 0; left -= 500) {
          await clock.advance(Math.min(500, left));
          const leading = all.filter(({ isLeading }) => isLeading);
          expect(leading.length).toBeLessThanOrEqual(1);
          const epoch = leading[0]?.election.term?.epoch;
          if (epoch !== undefined && epochs.at(-1) !== epoch) epochs.push(epoch);
        }
      };
      for (const { afterMilliseconds, who, what, freezeMilliseconds } of disturbances) {
        await advance(afterMilliseconds);
        if (what === "freeze") all[who]?.freeze(freezeMilliseconds);
        else if (what !== "stop") fates.set(identities[who] ?? "", what);
        else {
          all[who]?.requestStop();
          all[who] = start(`${identities[who] ?? ""}${all.length}`);
        }
      }
      fates.clear();
      await advance(40_000 + DURATION + 3 * NEXT_ATTEMPT);
      expect(all.filter(({ isLeading }) => isLeading)).toHaveLength(1);
      expect(epochs).toEqual([...new Set(epochs)].sort((left, right) => left - right));
      for (const candidate of all) candidate.requestStop();
      await clock.advance(60_000);
    }),
    { numRuns: 60 },
  );
}, 60_000);
