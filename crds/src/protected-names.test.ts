import { expect, test } from "vitest";
import { isProtectedName, protectedNames } from "./protected-names.ts";

const none = { additional: [], allowed: [] };

test.each([
  "sberbank",
  "sberbank-online",
  "my-sberbank",
  "sber8ank",
  "s-berbank",
  "onlinesberbank",
  "gosus1ugi",
  "gosuslugi-vhod",
  "nalog",
  "lk-nalog",
  "na1og",
  "yandex-market",
  "g00gle",
  "rnegafon",
  "vtb-24",
  "vk",
  "v-k",
])("%s is somebody else's", (name) => {
  expect(isProtectedName(name, none)).toBe(true);
});

test.each(["nalogoved", "mir-sveta", "pochtamt", "vkusno", "sbereg", "ozonator", "mts-servis", "keramika", "teatr-vk"])(
  "%s is nobody else's",
  (name) => {
    expect(isProtectedName(name, none)).toBe(false);
  },
);

test("a platform operator adds names, and permits one to its rightful owner", () => {
  const settings = { additional: ["romashka"], allowed: ["ozon"] };
  expect(isProtectedName("romashka-shop", settings)).toBe(true);
  expect(isProtectedName("ozon", settings)).toBe(false);
  expect(isProtectedName("ozon-shop", settings)).toBe(true);
});

test("the lists are in small letters, sorted, and name nothing twice", () => {
  for (const list of Object.values(protectedNames)) {
    expect([...list]).toEqual([...new Set(list)].sort());
    expect(list.filter((name) => !/^[a-z0-9]+$/.test(name))).toEqual([]);
  }
});
