import { expect, it } from "vitest";
import { chooseServer, type ServerLoad } from "./placement.ts";

const load = (name: string, databases: number): ServerLoad => ({ name, databases, softLimit: 500, hardLimit: 1000 });

it.each<[string, ServerLoad[], string | undefined]>([
  ["the least loaded", [load("a", 7), load("b", 3)], "b"],
  ["by name between equals", [load("b", 3), load("a", 3)], "a"],
  ["one below its soft limit before a fuller one", [load("a", 500), load("b", 499)], "b"],
  ["above all soft limits the least loaded", [load("a", 900), load("b", 600)], "b"],
  ["none when every server is full", [load("a", 1000), load("b", 1000)], undefined],
  ["none when there is no server", [], undefined],
])("places a database on %s", (_, loads, expected) => {
  expect(chooseServer(loads)).toBe(expected);
});
