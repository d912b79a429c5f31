import { expect, it } from "vitest";
import type { ServerLoad } from "./load.ts";
import { chooseServer, type Placement } from "./placement.ts";

const load = (name: string, databases: number, connections = 0): ServerLoad => ({
  name,
  databases,
  softLimit: 500,
  hardLimit: 1000,
  connections,
  connectionsMaximum: 100,
  connectionsLimit: 80,
});
const on = (server: string): Placement => ({ server });

it.each<[string, ServerLoad[], Placement]>([
  ["the least loaded", [load("a", 7), load("b", 3)], on("b")],
  ["by name between equals", [load("b", 3), load("a", 3)], on("a")],
  ["one below its soft limit before a fuller one", [load("a", 500), load("b", 499)], on("b")],
  ["above all soft limits the least loaded", [load("a", 900), load("b", 600)], on("b")],
  [
    "a fuller one when the least loaded is near its limit of connections",
    [load("a", 3, 80), load("b", 9, 79)],
    on("b"),
  ],
  ["one above its soft limit when the other has no connections left", [load("a", 3, 95), load("b", 600)], on("b")],
  [
    "none when all with room are near their limit of connections",
    [load("a", 3, 80), load("b", 1000)],
    { refusal: "connections" },
  ],
  ["none when every server is full", [load("a", 1000), load("b", 1000, 90)], { refusal: "full" }],
  ["none when there is no server", [], { refusal: "full" }],
])("places a database on %s", (_, loads, expected) => {
  expect(chooseServer(loads)).toEqual(expected);
});
