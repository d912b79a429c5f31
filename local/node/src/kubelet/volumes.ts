import { mkdir, readdir, readlink, rename, rm, symlink, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import type { Container, KeyToPath, TokenProjection, Volume } from "../cluster/resources.ts";
import { MissingConfigurationError, type ConfigurationReader } from "./environment.ts";

/** The files of a volume: relative path to content. */
export type VolumeFiles = Map<string, Buffer>;

/**
 * The files a volume should hold now; undefined for an emptyDir, whose files are the program's own.
 * @throws MissingConfigurationError when a source that is not optional is absent.
 */
export function planVolume(
  volume: Volume,
  reader: ConfigurationReader,
  findToken: (projection: TokenProjection) => string | undefined,
): VolumeFiles | undefined {
  const files: VolumeFiles = new Map();
  if (volume.secret) {
    const { secretName, items, optional } = volume.secret;
    addSecret(files, { name: secretName, items, optional }, reader);
  } else if (volume.configMap) {
    addConfigMap(files, volume.configMap, reader);
  } else if (volume.projected) {
    for (const source of volume.projected.sources) {
      if (source.secret) addSecret(files, source.secret, reader);
      if (source.configMap) addConfigMap(files, source.configMap, reader);
      if (source.serviceAccountToken) addToken(files, source.serviceAccountToken, findToken);
    }
  } else {
    return undefined;
  }
  return files;
}

interface Source {
  name: string;
  items?: KeyToPath[] | undefined;
  optional?: boolean | undefined;
}

function addSecret(files: VolumeFiles, source: Source, reader: ConfigurationReader): void {
  const secret = reader.secret(source.name);
  if (!secret && !source.optional) throw new MissingConfigurationError(`secret "${source.name}" not found`);
  const data = Object.entries(secret?.data ?? {}).map(([key, value]) => [key, Buffer.from(value, "base64")] as const);
  addItems(files, new Map(data), source);
}

function addConfigMap(files: VolumeFiles, source: Source, reader: ConfigurationReader): void {
  const map = reader.configMap(source.name);
  if (!map && !source.optional) throw new MissingConfigurationError(`configmap "${source.name}" not found`);
  const text = Object.entries(map?.data ?? {}).map(([key, value]) => [key, Buffer.from(value)] as const);
  const bytes = Object.entries(map?.binaryData ?? {}).map(
    ([key, value]) => [key, Buffer.from(value, "base64")] as const,
  );
  addItems(files, new Map([...text, ...bytes]), source);
}

function addToken(files: VolumeFiles, projection: TokenProjection, findToken: Parameters<typeof planVolume>[2]): void {
  const token = findToken(projection);
  if (token === undefined) throw new MissingConfigurationError("no token of the pod's serviceaccount yet");
  files.set(projection.path, Buffer.from(token));
}

function addItems(files: VolumeFiles, data: ReadonlyMap<string, Buffer>, source: Source): void {
  if (!source.items) {
    for (const [key, content] of data) files.set(key, content);
    return;
  }
  for (const { key, path } of source.items) {
    const content = data.get(key);
    if (content) files.set(path, content);
    else if (!source.optional) throw new MissingConfigurationError(`key ${key} of "${source.name}" not found`);
  }
}

/**
 * Writes the files as the kubelet's atomic writer does: a new folder, then one rename of the `..data` link, so that a
 * reader sees all old files or all new ones.
 * @param version names the folder; must differ from call to call
 */
export async function writeVolume(directory: string, files: VolumeFiles, version: string): Promise<void> {
  await mkdir(directory, { recursive: true, mode: 0o755 });
  const folder = `..${version}`;
  for (const [path, content] of files) {
    const file = join(directory, folder, path);
    await mkdir(dirname(file), { recursive: true });
    await writeFile(file, content, { mode: 0o600 });
  }
  await mkdir(join(directory, folder), { recursive: true });
  const old = await readlink(join(directory, "..data")).catch(() => undefined);
  await symlink(folder, join(directory, "..data.new"));
  await rename(join(directory, "..data.new"), join(directory, "..data"));
  await linkFiles(directory, files);
  if (old && old !== folder) await rm(join(directory, old), { recursive: true, force: true });
}

/** The names that programs open are links through `..data`; made once, and removed with their key. */
async function linkFiles(directory: string, files: VolumeFiles): Promise<void> {
  const wanted = new Set([...files.keys()].map((path) => path.split("/")[0] ?? path));
  const present = (await readdir(directory)).filter((name) => !name.startsWith(".."));
  for (const name of present) if (!wanted.has(name)) await rm(join(directory, name), { force: true });
  for (const name of wanted) if (!present.includes(name)) await symlink(join("..data", name), join(directory, name));
}

/** Makes every mountPath of the container lead to its volume below `rootDirectory`, which the pod's containers share. */
export async function linkMounts(
  { volumeMounts = [] }: Container,
  rootDirectory: string,
  volumesDirectory: string,
): Promise<void> {
  for (const { name, mountPath, subPath } of volumeMounts) {
    const link = join(rootDirectory, mountPath);
    await mkdir(dirname(link), { recursive: true });
    await mkdir(join(volumesDirectory, name), { recursive: true });
    await rm(link, { recursive: true, force: true });
    await symlink(join(volumesDirectory, name, subPath ?? ""), link);
  }
}
