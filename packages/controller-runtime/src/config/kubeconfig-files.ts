import { readFile } from "node:fs/promises";
import { delimiter, dirname, resolve } from "node:path";

/** `users[].user` with the fields that are read here; the rest goes to client-node as it is. */
export interface UserFields {
  tokenFile?: string;
  exec?: Record<string, unknown>;
  username?: string;
  as?: string;
  "as-uid"?: string;
  "as-groups"?: string[];
  "as-user-extra"?: Record<string, string[]>;
  "auth-provider"?: { name?: string; config?: Record<string, string> };
  [field: string]: unknown;
}

interface NamedEntry {
  name?: string;
  cluster?: Record<string, unknown>;
  user?: UserFields;
}

/** One kubeconfig file, its relative paths made absolute. */
export interface KubeconfigFile {
  readonly path: string;
  readonly document: { clusters?: NamedEntry[]; users?: NamedEntry[]; [field: string]: unknown };
}

/**
 * Reads every file of a KUBECONFIG value, which may name several, divided as PATH is (`a:b`). Like kubectl it passes over those that are
 * not there.
 *
 * @throws Error when none is there, or one is no YAML document
 */
export async function readKubeconfigFiles(value: string): Promise<KubeconfigFile[]> {
  const { parse } = await import("./yaml.ts");
  const paths = value.split(delimiter).filter((path) => path !== "");
  const files: KubeconfigFile[] = [];
  for (const path of paths) {
    const text = await readFile(path, "utf8").catch((error: NodeJS.ErrnoException) => {
      if (error.code === "ENOENT") return undefined;
      throw error;
    });
    if (text === undefined) continue;
    const document: unknown = parse(text) ?? {};
    if (typeof document !== "object" || Array.isArray(document)) throw new Error(`${path}: is not a kubeconfig`);
    files.push({ path, document: resolvePaths(document as KubeconfigFile["document"], dirname(path)) });
  }
  if (files.length === 0) throw new Error(`${paths.join(", ")}: no such kubeconfig file`);
  return files;
}

/** Paths in a kubeconfig are relative to it, wherever the process runs. */
function resolvePaths(document: KubeconfigFile["document"], folder: string): KubeconfigFile["document"] {
  const absolute = (record: Record<string, unknown> | undefined, field: string) => {
    const path = record?.[field];
    if (record !== undefined && typeof path === "string" && path !== "") record[field] = resolve(folder, path);
  };
  for (const { cluster } of document.clusters ?? []) absolute(cluster, "certificate-authority");
  for (const { user } of document.users ?? []) {
    for (const field of ["client-certificate", "client-key", "tokenFile"]) absolute(user, field);
    absolute(user?.["auth-provider"]?.config, "idp-certificate-authority");
    // A bare name is looked up on the PATH.
    if (typeof user?.exec?.["command"] === "string" && user.exec["command"].includes("/"))
      absolute(user.exec, "command");
  }
  return document;
}
