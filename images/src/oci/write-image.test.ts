import { createHash } from "node:crypto";
import { mkdtempSync, readFileSync, readdirSync, utimesSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { gunzipSync } from "node:zlib";
import { beforeEach, describe, expect, test } from "vitest";
import { readTar } from "../testing.ts";
import { imageFormat, makeLayer } from "./layer.ts";
import type { TarEntry } from "./tar.ts";
import { writeImageArchive } from "./write-image.ts";

let folder = "";
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "oci-test-"));
});

const text = (content: string) => Buffer.from(content);

function sha256(content: Buffer): string {
  return createHash("sha256").update(content).digest("hex");
}

const entries: readonly TarEntry[] = [
  { path: "/app/main.mjs", content: text("main"), mode: 0o644 },
  { path: "app/lib.so", linkTo: "lib.so.1" },
  { path: "tmp", folder: true, mode: 0o1777 },
];

describe("a layer", () => {
  test("is the same bytes for the same content, whatever the order, place and time of files", async () => {
    const files = ["one", "two"].map((name) => join(folder, name));
    for (const file of files) writeFileSync(file, "content");
    utimesSync(files[1] ?? "", 1, 1);
    const layers = await Promise.all(
      files.map((file, index) => {
        const own = { path: "usr/bin/program", content: { file }, mode: 0o755 };
        return makeLayer(index === 0 ? [...entries, own] : [own, ...entries], join(folder, `layers-${index}`));
      }),
    );
    expect(layers[1]?.digest).toBe(layers[0]?.digest);
    expect(readFileSync(layers[1]?.file ?? "").equals(readFileSync(layers[0]?.file ?? ""))).toBe(true);
  });

  test("has the bytes that this format stands for: else count imageFormat up, and note the new ones here", async () => {
    const { diffId } = await makeLayer(entries, folder);
    expect([imageFormat, diffId]).toEqual([
      1,
      "sha256:d5210123a1b986283f4dc72bbe3e857b68fea993abdf962c931294fc12293e97",
    ]);
  });

  test("holds files, links and the folders above them, all without a time", async () => {
    const layer = await makeLayer(entries, folder);
    const unpacked = gunzipSync(readFileSync(layer.file));
    const found = await readTar(unpacked);
    expect([...found.keys()]).toEqual(["app", "app/lib.so", "app/main.mjs", "tmp"]);
    expect(found.get("app")).toMatchObject({ type: "directory", mode: 0o755 });
    expect(found.get("app/lib.so")).toMatchObject({ type: "symlink", link: "lib.so.1" });
    expect(found.get("tmp")).toMatchObject({ type: "directory", mode: 0o1777 });
    expect([...found.values()].every(({ time }) => time === 0)).toBe(true);
    expect(layer).toMatchObject({ diffId: `sha256:${sha256(unpacked)}`, unpackedBytes: unpacked.length });
    expect(layer.digest).toBe(`sha256:${sha256(readFileSync(layer.file))}`);
  });

  test("keeps long and Cyrillic paths", async () => {
    const paths = [`app/${"long/".repeat(60)}file`, "app/каталог/файл", `app/${"п".repeat(90)}`];
    const layer = await makeLayer(
      paths.map((path) => ({ path, content: text(path) })),
      folder,
    );
    const found = await readTar(gunzipSync(readFileSync(layer.file)));
    for (const path of paths) expect(found.get(path)?.content.toString()).toBe(path);
  });

  test("refuses two entries of one path and a file that is not there, and leaves nothing behind", async () => {
    const twice = [...entries, { path: "app/main.mjs", content: text("other") }];
    await expect(makeLayer(twice, folder)).rejects.toThrow("Two entries of a layer have one path: app/main.mjs");
    const missing = [{ path: "app/x", content: { file: join(folder, "nothing") } }];
    await expect(makeLayer(missing, folder)).rejects.toThrow("ENOENT");
    expect(readdirSync(folder)).toEqual([]);
  });
});

describe("an image archive", () => {
  const config = {
    entrypoint: ["/program"],
    cmd: ["word"],
    user: "65532:65532",
    workingDir: "/app",
    env: { NODE_ENV: "production" },
    labels: { title: "x" },
    stopSignal: "SIGINT",
  };

  async function write(name: string) {
    const layers = [
      await makeLayer(entries, folder),
      await makeLayer([{ path: "b", content: text("b") }], folder),
      await makeLayer(entries, folder),
    ];
    const file = join(folder, name);
    await writeImageArchive({ reference: "docker.io/tochka-rosta/x:1", layers, config, file });
    return { file, layers };
  }

  test("is an OCI layout in which every descriptor names a blob that is there", async () => {
    const { file, layers } = await write("x.tar");
    const found = await readTar(readFileSync(file));
    const read = (path: string) => JSON.parse(found.get(path)?.content.toString() ?? "") as never;
    expect(read("oci-layout")).toEqual({ imageLayoutVersion: "1.0.0" });
    const [manifestOf] = (read("index.json") as { manifests: Described[] }).manifests;
    expect(manifestOf?.annotations?.["io.containerd.image.name"]).toBe("docker.io/tochka-rosta/x:1");
    const blob = ({ digest, size }: Described) => {
      const content = found.get(`blobs/${digest.replace(":", "/")}`)?.content ?? Buffer.alloc(0);
      expect([`sha256:${sha256(content)}`, content.length]).toEqual([digest, size]);
      return content;
    };
    const manifest = JSON.parse(blob(manifestOf as Described).toString()) as { config: Described; layers: Described[] };
    expect(manifest.layers.map(({ digest }) => digest)).toEqual(layers.map(({ digest }) => digest));
    manifest.layers.forEach(blob);
    expect(JSON.parse(blob(manifest.config).toString())).toMatchObject({
      architecture: "amd64",
      config: {
        Entrypoint: ["/program"],
        Cmd: ["word"],
        User: "65532:65532",
        WorkingDir: "/app",
        Env: ["NODE_ENV=production"],
        Labels: { title: "x" },
        StopSignal: "SIGINT",
      },
      rootfs: { diff_ids: layers.map(({ diffId }) => diffId) },
    });
  });

  test("says the same to a Docker that reads no OCI layout", async () => {
    const { file } = await write("x.tar");
    const found = await readTar(readFileSync(file));
    const [image] = JSON.parse(found.get("manifest.json")?.content.toString() ?? "") as {
      Config: string;
      RepoTags: string[];
      Layers: string[];
    }[];
    expect(image?.RepoTags).toEqual(["tochka-rosta/x:1"]);
    expect([image?.Config ?? "", ...(image?.Layers ?? [])].filter((path) => !found.has(path))).toEqual([]);
    expect(image?.Layers).toHaveLength(3);
  });

  test("is the same bytes the second time", async () => {
    const [one, other] = [await write("one.tar"), await write("other.tar")];
    expect(readFileSync(one.file).equals(readFileSync(other.file))).toBe(true);
  });
});

interface Described {
  readonly digest: string;
  readonly size: number;
  readonly annotations?: Readonly<Record<string, string>>;
}
