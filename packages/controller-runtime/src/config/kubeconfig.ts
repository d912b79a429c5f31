import { readFile } from "node:fs/promises";
import { dirname, resolve } from "node:path";

import type { ClusterConfig, Credentials } from "./cluster-config.ts";
import { certificateOnly, fileToken, fixedToken } from "./credentials.ts";
import { execCredentials, type ExecSettings } from "./exec-credentials.ts";

interface NamedEntry {
  name?: string;
  cluster?: Record<string, unknown>;
  user?: Record<string, unknown>;
  context?: Record<string, unknown>;
}

interface KubeconfigDocument {
  "current-context"?: string;
  clusters?: NamedEntry[];
  contexts?: NamedEntry[];
  users?: NamedEntry[];
}

/**
 * Reads the current context of one kubeconfig file (or `contextName`). Understands certificates, tokens, token files and exec
 * plug-ins; throws a sentence that names what is missing or not supported (legacy auth-provider, basic authentication).
 */
export async function readKubeconfig(
  path: string,
  options: { context?: string | undefined; env?: NodeJS.ProcessEnv | undefined } = {},
): Promise<ClusterConfig> {
  const { parse } = await import("yaml");
  const document = (parse(await readFile(path, "utf8")) ?? {}) as KubeconfigDocument;
  const contextName = options.context ?? document["current-context"];
  const context = document.contexts?.find((entry) => entry.name === contextName)?.context;
  if (context === undefined) throw new Error(`${path}: no context "${contextName ?? ""}"`);
  const cluster = document.clusters?.find((entry) => entry.name === context["cluster"])?.cluster;
  const server = text(cluster, "server");
  if (cluster === undefined || server === undefined) throw new Error(`${path}: context "${contextName}" has no server`);
  const user = document.users?.find((entry) => entry.name === context["user"])?.user ?? {};
  const folder = dirname(path);
  const caPem = await pem(cluster, "certificate-authority", folder);
  const exec = user["exec"] === undefined ? undefined : readExec(user["exec"], path, options.env ?? {});
  const fromExec = exec === undefined ? undefined : execCredentials(exec, { server, caPem }, folder);
  const certificate = fromExec === undefined ? undefined : await fromExec.clientCertificate();
  return {
    server: server.replace(/\/+$/, ""),
    caPem,
    certificatePem: certificate?.certificatePem ?? (await pem(user, "client-certificate", folder)),
    privateKeyPem: certificate?.privateKeyPem ?? (await pem(user, "client-key", folder)),
    insecureSkipTlsVerify: cluster["insecure-skip-tls-verify"] === true,
    tlsServerName: text(cluster, "tls-server-name"),
    namespace: text(context, "namespace") ?? "default",
    credentials: fromExec ?? readCredentials(user, folder, path),
  };
}

function readCredentials(user: Record<string, unknown>, folder: string, path: string): Credentials {
  const token = text(user, "token");
  const tokenFile = text(user, "tokenFile");
  if (tokenFile !== undefined) return fileToken(resolve(folder, tokenFile));
  if (token !== undefined) return fixedToken(token);
  for (const unsupported of ["auth-provider", "username"]) {
    if (user[unsupported] !== undefined) throw new Error(`${path}: users[].${unsupported} is not supported, use exec`);
  }
  return certificateOnly;
}

function readExec(value: unknown, path: string, inherited: NodeJS.ProcessEnv): ExecSettings {
  const exec = value as Record<string, unknown>;
  const command = text(exec, "command");
  const apiVersion = text(exec, "apiVersion");
  if (command === undefined || apiVersion === undefined) throw new Error(`${path}: exec needs command and apiVersion`);
  const environment = (exec["env"] ?? []) as { name: string; value: string }[];
  return {
    command,
    apiVersion,
    arguments: (exec["args"] ?? []) as string[],
    environment: Object.fromEntries(environment.map(({ name, value }) => [name, value])),
    provideClusterInfo: exec["provideClusterInfo"] === true,
    inherited,
  };
}

/** A PEM given in place as base64 (`<field>-data`), or as a path relative to the kubeconfig. */
async function pem(from: Record<string, unknown>, field: string, folder: string): Promise<string | undefined> {
  const data = text(from, `${field}-data`);
  if (data !== undefined) return Buffer.from(data, "base64").toString("utf8");
  const path = text(from, field);
  return path === undefined ? undefined : readFile(resolve(folder, path), "utf8");
}

function text(from: Record<string, unknown> | undefined, field: string): string | undefined {
  const value = from?.[field];
  return typeof value === "string" && value !== "" ? value : undefined;
}
