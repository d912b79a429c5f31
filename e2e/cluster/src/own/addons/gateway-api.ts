import { execFile } from "node:child_process";
import { readFile, readdir } from "node:fs/promises";
import { join } from "node:path";
import { promisify } from "node:util";
import { parseAllDocuments } from "yaml";
import type { Manifest } from "./objects.ts";

/** The definitions of the Gateway API's standard channel, in the version that this Traefik was built with. */
export async function readGatewayApi(): Promise<readonly Manifest[]> {
  const { stdout } = await promisify(execFile)("go", ["mod", "download", "-json", "sigs.k8s.io/gateway-api"], {
    cwd: join(import.meta.dirname, "..", "..", "..", "traefik"),
  });
  const { Dir: folder } = JSON.parse(stdout) as { Dir: string };
  const definitions = join(folder, "config", "crd", "standard");
  const files = (await readdir(definitions)).filter((file) => file.endsWith(".yaml"));
  const texts = await Promise.all(files.map((file) => readFile(join(definitions, file), "utf8")));
  return texts
    .flatMap((text) => parseAllDocuments(text).map((document) => document.toJS() as Manifest | null))
    .filter((manifest) => manifest !== null);
}
