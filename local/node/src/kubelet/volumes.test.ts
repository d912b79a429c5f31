import { mkdtemp, readdir, readFile, readlink, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { ConfigurationReader } from "./environment.ts";
import { linkMounts, planVolume as plan, writeVolume, type VolumeFiles } from "./volumes.ts";

let directory = "";
beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), "volumes-"));
});
afterEach(() => rm(directory, { recursive: true }));

const reader: ConfigurationReader = {
  secret: (name) => ({ apiVersion: "v1", kind: "Secret", metadata: { name }, data: { a: btoa("1"), b: btoa("2") } }),
  configMap: () => undefined,
};

const planVolume = (volume: Parameters<typeof plan>[0], token?: string): VolumeFiles | undefined =>
  plan(volume, reader, () => token);

describe("a volume", () => {
  it("holds a secret's keys as files, or the items chosen", () => {
    const whole = planVolume({ name: "v", secret: { secretName: "s" } });
    expect([...(whole ?? [])].map(([path, content]) => [path, content.toString()])).toEqual([
      ["a", "1"],
      ["b", "2"],
    ]);
    const chosen = planVolume({ name: "v", secret: { secretName: "s", items: [{ key: "b", path: "x/y" }] } });
    expect([...(chosen?.keys() ?? [])]).toEqual(["x/y"]);
  });

  it("waits for a source that is absent, unless that is optional", () => {
    expect(() => planVolume({ name: "v", configMap: { name: "c" } })).toThrow('configmap "c" not found');
    expect(planVolume({ name: "v", configMap: { name: "c", optional: true } })?.size).toBe(0);
  });

  it("holds a token beside other sources, and waits for one that was not issued", () => {
    const volume = {
      name: "v",
      projected: {
        sources: [{ secret: { name: "s" } }, { serviceAccountToken: { audience: "egress", path: "token" } }],
      },
    };
    expect(planVolume(volume, "signed")?.get("token")?.toString()).toBe("signed");
    expect([...(planVolume(volume, "signed")?.keys() ?? [])]).toEqual(["a", "b", "token"]);
    expect(() => planVolume(volume)).toThrow("no token");
  });

  it("is swapped as a whole: a reader of the old folder never sees a new file", async () => {
    await writeVolume(
      directory,
      new Map([
        ["user", Buffer.from("u1")],
        ["password", Buffer.from("p1")],
      ]),
      "1",
    );
    const before = join(directory, await readlink(join(directory, "..data")));
    expect(await readFile(join(directory, "password"), "utf8")).toBe("p1");
    await writeVolume(
      directory,
      new Map([
        ["user", Buffer.from("u2")],
        ["password", Buffer.from("p2")],
      ]),
      "2",
    );
    expect(await readFile(join(directory, "user"), "utf8")).toBe("u2");
    expect(join(directory, await readlink(join(directory, "..data")))).not.toBe(before);
    await expect(readFile(join(before, "password"))).rejects.toThrow("ENOENT");
  });

  it("loses the files of removed keys", async () => {
    await writeVolume(
      directory,
      new Map([
        ["a", Buffer.from("1")],
        ["b", Buffer.from("2")],
      ]),
      "1",
    );
    await writeVolume(directory, new Map([["b", Buffer.from("2")]]), "2");
    expect((await readdir(directory)).filter((name) => !name.startsWith(".."))).toEqual(["b"]);
  });

  it("is found below the pod's root at its mount path", async () => {
    await writeVolume(join(directory, "volumes/v"), new Map([["a", Buffer.from("1")]]), "1");
    const container = { name: "c", image: "i", volumeMounts: [{ name: "v", mountPath: "/bindings/database" }] };
    await linkMounts(container, join(directory, "root"), join(directory, "volumes"));
    expect(await readFile(join(directory, "root/bindings/database/a"), "utf8")).toBe("1");
  });
});
