import { expect, test } from "vitest";
import { buildDns } from "./dns.ts";
import { resourceOf } from "./objects.ts";
import { buildTraefik } from "./traefik.ts";
import { buildVolumes } from "./volumes.ts";

const manifests = [
  ...buildDns(),
  ...buildTraefik("10.77.1.2", { certificate: "c", privateKey: "k" }),
  ...buildVolumes(3),
];

test("every object of the add-ons is of a kind whose path is known, and namespaced ones say where", () => {
  for (const { apiVersion, kind, metadata } of manifests) {
    const resource = resourceOf(apiVersion, kind);
    expect([kind, metadata.namespace !== undefined]).toEqual([kind, resource.namespaced]);
  }
});

test("no image is ever pulled: each is one that is imported", () => {
  const images = [...JSON.stringify(manifests).matchAll(/"image":"([^"]*)"/g)].map(([, image]) => image);
  expect(images.length).toBe(2);
  for (const image of images) expect(image).toMatch(/^docker\.io\/tochka-rosta-cluster\/[a-z]+:1$/);
});

test("an unknown kind is an error that says what to do", () => {
  expect(() => resourceOf("batch/v1", "CronJob")).toThrow("add it to objects.ts");
});
