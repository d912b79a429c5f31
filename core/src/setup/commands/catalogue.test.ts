import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { modules } from "../../cluster/resources.ts";
import { startTestCluster, type TestCluster } from "../../testing/test-cluster.ts";
import { applyCatalogue } from "./catalogue.ts";

let cluster: TestCluster;
let folder: string;
beforeAll(async () => {
  cluster = await startTestCluster();
  folder = await mkdtemp(join(tmpdir(), "tochka-rosta-catalogue-"));
});
afterAll(async () => {
  await cluster.stop();
  await rm(folder, { recursive: true, force: true });
});

const build = (name: string, version: string) => ({
  apiVersion: "tochkarosta.online/v1alpha1",
  kind: "Module",
  metadata: { name },
  spec: { titles: { ru: name, en: name }, image: `example.com/${name}`, version },
});

async function apply(...objects: object[]): Promise<void> {
  const file = join(folder, "modules.json");
  await writeFile(file, JSON.stringify(objects));
  await applyCatalogue({ words: [`--file=${file}`], env: cluster.settings, log: () => undefined });
}

const versions = async () =>
  (await cluster.client.list(modules)).map(({ metadata, spec }) => `${metadata.name} ${spec.version ?? ""}`).sort();

test("modules are made and brought to their version; one that is no longer listed stays, since tenants may run it", async () => {
  await apply(build("shop", "0.1.0"), build("events", "0.1.0"));
  await apply(build("shop", "0.2.0"));
  expect(await versions()).toEqual(["events 0.1.0", "shop 0.2.0"]);
});

test("a module that the API server refuses is named, and so is what is no module", async () => {
  await expect(apply({ ...build("bad", "0.1.0"), spec: {} })).rejects.toThrow("The module bad was refused:");
  await expect(apply({ ...build("x", "0.1.0"), kind: "Tenant" })).rejects.toThrow(
    "holds a Tenant, and must hold Module",
  );
});
