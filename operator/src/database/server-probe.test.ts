import { silentLog, VirtualClock } from "@tochka-rosta/controller-runtime";
import { beforeEach, expect, it } from "vitest";
import { pictureServers } from "../testing/picture.ts";
import { createDatabaseFleet } from "./fleet.ts";
import type { DatabaseServer } from "./server.ts";

/** A server that answers, refuses, or says nothing at all until the question is given up. */
class FakeServer {
  behaviour: "answers" | "refuses" | "silent" = "answers";
  connections = 10;
  opened = 0;
  open = 0;
  databases: readonly string[] = [];

  build(name: string): DatabaseServer {
    const settings = { ...pictureServers[0], name } as DatabaseServer["settings"];
    const query = async (text: string, values?: readonly unknown[]) => {
      if (this.behaviour === "silent") return new Promise<never>(() => undefined);
      if (this.behaviour === "refuses")
        throw Object.assign(new Error("connect ECONNREFUSED"), { code: "ECONNREFUSED" });
      if (text.includes("datname = $1")) return this.databases.filter((found) => found === values?.[0]).map(() => ({}));
      return [{ databases: this.databases.length, connections: this.connections, maximum: 100 }];
    };
    return {
      settings,
      query,
      openConnection: async () => {
        if (this.behaviour === "refuses") throw new Error("connect ECONNREFUSED");
        this.opened += 1;
        this.open += 1;
        return { query, close: async () => void (this.open -= 1) };
      },
      close: () => Promise.resolve(),
    } as unknown as DatabaseServer;
  }
}

let clock: VirtualClock;
let main: FakeServer;
let second: FakeServer;
let changes: string[];
const begin = () => {
  const fleet = createDatabaseFleet([main.build("main"), second.build("second")], { clock, log: silentLog });
  fleet.onHealthChange((server) => changes.push(server));
  const stop = new AbortController();
  const ended = fleet.runProbes(stop.signal);
  return {
    fleet,
    stateOf: (name: string) => fleet.listHealth().get(name)?.state,
    stop: async () => {
      stop.abort();
      await ended;
    },
  };
};

beforeEach(() => {
  clock = new VirtualClock();
  main = new FakeServer();
  second = new FakeServer();
  changes = [];
});

it("asks each server on one connection that stays, and says nothing while all is well", async () => {
  const { fleet, stop } = begin();
  await clock.advance(3_600_000);
  expect([main.opened, second.opened, main.open]).toEqual([1, 1, 1]);
  expect(changes).toEqual([]);
  expect(fleet.listHealth().get("main")).toMatchObject({
    state: "answering",
    load: { connections: 10, connectionsLimit: 80 },
  });
  await stop();
  expect([main.open, second.open]).toEqual([0, 0]);
});

it("knows within a minute that a server is unreachable, and that it is back, and says each once", async () => {
  const { fleet, stateOf, stop } = begin();
  await clock.advance(60_000);
  main.behaviour = "refuses";
  await clock.advance(60_000);
  expect(fleet.isUnreachable("main")).toBe(true);
  expect(fleet.isUnreachable("second")).toBe(false);
  expect(changes).toEqual(["main"]);
  await clock.advance(3_600_000);
  expect(changes).toEqual(["main"]);
  main.behaviour = "answers";
  await clock.advance(10_000);
  expect(stateOf("main")).toBe("answering");
  expect(changes).toEqual(["main", "main"]);
  await stop();
});

it("takes one lost answer for nothing", async () => {
  const { stateOf, stop } = begin();
  await clock.advance(60_000);
  main.behaviour = "refuses";
  await clock.advance(10_000);
  main.behaviour = "answers";
  await clock.advance(60_000);
  expect(stateOf("main")).toBe("answering");
  expect(changes).toEqual([]);
  await stop();
});

it("says at most so much of a server that comes and goes all the time", async () => {
  const { stop } = begin();
  await clock.advance(60_000);
  for (let turn = 0; turn < 100; turn += 1) {
    main.behaviour = turn % 2 === 0 ? "refuses" : "answers";
    await clock.advance(1_000);
  }
  expect(changes.length).toBeLessThanOrEqual(2);
  await stop();
});

it("knows nothing before the first answer, and of no server that is not in the settings", () => {
  const fleet = createDatabaseFleet([main.build("main")], { clock, log: silentLog });
  expect(fleet.listHealth().get("main")?.state).toBe("unknown");
  expect([fleet.isUnreachable("main"), fleet.isUnreachable("elsewhere")]).toEqual([false, false]);
});

it("ends at once while a server says nothing at all", async () => {
  main.behaviour = "silent";
  const { stop } = begin();
  await clock.advance(1_000);
  await stop();
});

it("finds a database on whichever server has it, and counts it as missing only when every server says so", async () => {
  const { fleet, stop } = begin();
  second.databases = ["d_1"];
  expect(await fleet.find("d_1")).toBe("second");
  expect(await fleet.find("d_2")).toBeUndefined();
  main.behaviour = "refuses";
  expect(await fleet.find("d_1")).toBe("second");
  await expect(fleet.find("d_2")).rejects.toThrow("ECONNREFUSED");
  await stop();
});

it("places no database on servers that are near their limit of connections, and says so", async () => {
  const { fleet, stop } = begin();
  main.connections = 80;
  expect(await fleet.place()).toBe("second");
  second.connections = 100;
  await expect(fleet.place()).rejects.toMatchObject({ name: "ConnectionsExhaustedError" });
  await stop();
});
