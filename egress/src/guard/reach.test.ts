import { PassThrough } from "node:stream";
import { VirtualClock } from "@tochka-rosta/controller-runtime";
import { expect, test } from "vitest";
import { createAddressGuard } from "./address-guard.ts";
import type { DialRequest } from "./dial.ts";
import { indexPrivateTargets, type PrivateTarget } from "./private-targets.ts";
import { connectMilliseconds, reach, resolveMilliseconds, type ReachParts } from "./reach.ts";

const never = new AbortController().signal;
const target = { host: "api.example.com", port: 443, isAddress: false };
const failure = (code: string) => Promise.reject(Object.assign(new Error(code), { code }));

function setScene(changes: Partial<ReachParts> = {}, privateTargets: readonly PrivateTarget[] = []) {
  const clock = new VirtualClock();
  const dialled: DialRequest[] = [];
  const answer = async () => ["93.184.216.34", "93.184.216.35"];
  const parts: ReachParts = {
    guard: createAddressGuard({ denyCidrs: [], ownAddresses: [] }),
    resolver: { resolvePublic: answer, resolvePrivate: answer },
    dial: async (request) => {
      dialled.push(request);
      return new PassThrough();
    },
    findPrivateTarget: indexPrivateTargets(privateTargets),
    clock,
    ...changes,
  };
  return { parts, clock, dialled };
}

test("addresses are tried one after the other, with the second lock on", async () => {
  const asked: string[] = [];
  const dial: ReachParts["dial"] = ({ address, blockList }) => {
    asked.push(address);
    expect(blockList).toBeDefined();
    return asked.length === 1 ? failure("ENETUNREACH") : Promise.resolve(new PassThrough());
  };
  const { parts } = setScene({ dial });
  expect(await reach(parts, target, never)).toMatchObject({ facts: { address: "93.184.216.35", isPrivate: false } });
  expect(asked).toEqual(["93.184.216.34", "93.184.216.35"]);
});

test("no more than four addresses of an answer are tried", async () => {
  let asked = 0;
  const addresses = Array.from({ length: 20 }, (_, index) => `93.184.216.${index}`);
  const { parts } = setScene({
    resolver: { resolvePublic: async () => addresses, resolvePrivate: async () => [] },
    dial: () => {
      asked += 1;
      return failure("ECONNREFUSED");
    },
  });
  expect(await reach(parts, target, never)).toMatchObject({
    problem: "unreachable",
    facts: { errorCode: "ECONNREFUSED" },
  });
  expect(asked).toBe(4);
});

test("a name server that does not answer costs its time", async () => {
  const silent = () => new Promise<never>(() => undefined);
  const { parts, clock, dialled } = setScene({ resolver: { resolvePublic: silent, resolvePrivate: silent } });
  const reached = reach(parts, target, never);
  await clock.advance(resolveMilliseconds);
  expect(await reached).toMatchObject({ problem: "timed_out" });
  expect(dialled).toEqual([]);
});

test("a host that does not answer costs its time, over all its addresses", async () => {
  const { parts, clock } = setScene({
    dial: ({ signal }) =>
      new Promise((_, reject) => signal.addEventListener("abort", () => reject(new Error("aborted")), { once: true })),
  });
  const reached = reach(parts, target, never);
  await clock.advance(connectMilliseconds);
  expect(await reached).toMatchObject({ problem: "timed_out" });
  expect(clock.pending).toBe(0);
});

test.each(["ESERVFAIL", "EREFUSED", "EBADRESP"])("a name server's %s is a name that is not known", async (code) => {
  const fail = () => failure(code);
  const { parts } = setScene({ resolver: { resolvePublic: fail, resolvePrivate: fail } });
  expect(await reach(parts, target, never)).toMatchObject({ problem: "name_unknown" });
});

test("a listed host with fixed addresses is not resolved, and its addresses are the operator's word", async () => {
  const fail = () => failure("never asked");
  const listed = { host: "sms.internal", port: 8080, addresses: ["127.0.0.1"] };
  const { parts, dialled } = setScene({ resolver: { resolvePublic: fail, resolvePrivate: fail } }, [listed]);
  const reached = await reach(parts, { host: "sms.internal", port: 8080, isAddress: false }, never);
  expect(reached).toMatchObject({ facts: { isPrivate: true, address: "127.0.0.1" } });
  expect(dialled).toMatchObject([{ address: "127.0.0.1", port: 8080, blockList: undefined }]);
});

test("an address that is not listed is checked like a name's", async () => {
  const { parts, dialled } = setScene({}, [{ host: "10.0.0.5", port: 80, addresses: [] }]);
  const ask = (port: number) => reach(parts, { host: "10.0.0.5", port, isAddress: true }, never);
  expect(await ask(443)).toMatchObject({ problem: "address_refused", facts: { refusedClass: "private" } });
  expect(dialled).toEqual([]);
  expect(await ask(80)).toMatchObject({ facts: { isPrivate: true, address: "10.0.0.5" } });
});
