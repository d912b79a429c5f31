import type { RequestOptions } from "node:https";
import type { KubeConfig } from "@kubernetes/client-node/dist/config.js";
import type { Cluster, User } from "@kubernetes/client-node/dist/config_types.js";
import type { ClusterConfig, Credentials } from "./cluster-config.ts";
import { certificateOnly, fileToken, fixedToken } from "./credentials.ts";
import { execCredentials, readExecSettings } from "./exec-credentials.ts";
import { buildImpersonationHeaders } from "./impersonation.ts";
import { readKubeconfigFiles, type KubeconfigFile, type UserFields } from "./kubeconfig-files.ts";
import { oidcCredentials } from "./oidc-credentials.ts";

/** Options of {@link readKubeconfig}. */
export interface KubeconfigOptions {
  /** A context other than the current one. */
  readonly context?: string | undefined;
  /** `process.env`: an exec plug-in finds its PATH, home and cloud settings there. */
  readonly env?: NodeJS.ProcessEnv | undefined;
}

/**
 * Reads the current context (or `context`) of one kubeconfig file or of several, merged as kubectl does: the first to name a thing wins.
 * `@kubernetes/client-node` reads clusters, users, certificates and proxies; exec plug-ins, token files, OIDC renewal and impersonated groups
 * are done here, each for a fault of version 2.0.1 that decision 0003 names.
 *
 * @param value a path, or several divided as PATH is
 * @throws Error with a sentence that names what is missing or not supported (other auth-providers, basic authentication)
 */
export async function readKubeconfig(value: string, options: KubeconfigOptions = {}): Promise<ClusterConfig> {
  const files = await readKubeconfigFiles(value);
  const where = files.map(({ path }) => path).join(", ");
  const merged = await mergeFiles(files);
  const context = merged.getContextObject(options.context ?? merged.getCurrentContext());
  if (context === null) throw new Error(`${where}: no context "${options.context ?? merged.currentContext ?? ""}"`);
  const cluster = merged.getCluster(context.cluster);
  if (cluster === null) throw new Error(`${where}: context "${context.name}" has no server`);
  const user = collectUsers(files).get(context.user) ?? {};
  refuseUnsupported(user, where);

  // Without a user client-node would leave the authority out as well.
  const known = merged.getUser(context.user) ?? { name: context.user ?? "" };
  // Over plain http, as "kubectl proxy" serves, client-node wants it said that nothing is verified.
  const skipTLSVerify = cluster.skipTLSVerify || cluster.server.startsWith("http:");
  merged.loadFromOptions({
    clusters: [{ ...cluster, skipTLSVerify }],
    // Reading certificates must not renew a token as well, which may need the network.
    users: [{ ...known, authProvider: undefined }],
    contexts: [{ ...context, user: known.name }],
    currentContext: context.name,
  });
  const tls = await readTls(merged, cluster);
  const exec = user.exec === undefined ? undefined : readExecSettings(user.exec, where, options.env ?? {});
  const fromExec = exec === undefined ? undefined : execCredentials(exec, { server: cluster.server, caPem: tls.caPem });
  const certificate = await fromExec?.clientCertificate();
  return {
    server: cluster.server.replace(/\/+$/, ""),
    ...tls,
    ...certificate,
    insecureSkipTlsVerify: cluster.skipTLSVerify,
    proxyUrl: readProxy(cluster.proxyUrl, where),
    headers: buildImpersonationHeaders(user, where),
    namespace: context.namespace ?? "default",
    credentials: fromExec ?? chooseCredentials(known, user, where),
  };
}

/** client-node refuses names that stand in several files; kubectl keeps the first of each, and the first current context. */
async function mergeFiles(files: readonly KubeconfigFile[]): Promise<KubeConfig> {
  // The one place that loads client-node, and only where a kubeconfig is given: in a pod it costs nothing.
  const { KubeConfig: Reader } = await import("@kubernetes/client-node/dist/config.js");
  const merged = new Reader();
  for (const { path, document } of files) {
    const one = new Reader();
    try {
      one.loadFromString(JSON.stringify({ ...document, users: document.users?.map(withoutExec) }));
    } catch (error) {
      throw new Error(`${path}: ${error instanceof Error ? error.message : String(error)}`, { cause: error });
    }
    merged.currentContext ||= one.currentContext;
    for (const each of one.clusters) if (merged.getCluster(each.name) === null) merged.addCluster(each);
    for (const each of one.users) if (merged.getUser(each.name) === null) merged.addUser(each);
    for (const each of one.contexts) if (merged.getContextObject(each.name) === null) merged.addContext(each);
  }
  return merged;
}

function withoutExec({ name, user }: { name?: string; user?: UserFields }): object {
  const { exec: _, ...rest } = user ?? {};
  return { name, user: rest };
}

function collectUsers(files: readonly KubeconfigFile[]): Map<string | undefined, UserFields> {
  const users = new Map<string | undefined, UserFields>();
  for (const { name, user = {} } of files.flatMap(({ document }) => document.users ?? [])) {
    if (!users.has(name)) users.set(name, user);
  }
  return users;
}

async function readTls(config: KubeConfig, { tlsServerName }: Cluster) {
  const options: RequestOptions = {};
  await config.applyToHTTPSOptions(options);
  const text = (value: RequestOptions["ca"]) => (value === undefined ? undefined : String(value));
  return {
    caPem: text(options.ca),
    certificatePem: text(options.cert),
    privateKeyPem: text(options.key as Buffer | undefined),
    tlsServerName,
  };
}

function chooseCredentials({ token }: User, user: UserFields, where: string): Credentials {
  if (user.tokenFile !== undefined && user.tokenFile !== "") return fileToken(user.tokenFile);
  if (token) return fixedToken(token);
  const provider = user["auth-provider"];
  return provider?.name === "oidc" ? oidcCredentials(provider.config ?? {}, where) : certificateOnly;
}

function refuseUnsupported(user: UserFields, where: string): void {
  const provider = user["auth-provider"];
  if (provider !== undefined && provider.name !== "oidc") {
    throw new Error(`${where}: users[].auth-provider "${provider.name ?? ""}" is not supported, use exec`);
  }
  if (user.username !== undefined) throw new Error(`${where}: users[].username is not supported, use exec`);
}

function readProxy(url: string | undefined, where: string): string | undefined {
  if (!url) return undefined;
  if (URL.canParse(url) && ["http:", "https:", "socks5:"].includes(new URL(url).protocol)) return url;
  throw new Error(
    `${where}: clusters[].proxy-url is not supported: write it as http://, https:// or socks5://host:port`,
  );
}
