import { execFile } from "node:child_process";
import { promisify } from "node:util";

import type { Credentials } from "./cluster-config.ts";
import { cachedToken, singleFlight } from "./credentials.ts";

/** `users[].user.exec` of a kubeconfig. */
export interface ExecSettings {
  readonly command: string;
  readonly apiVersion: string;
  readonly arguments: readonly string[];
  readonly environment: Readonly<Record<string, string>>;
  readonly provideClusterInfo: boolean;
  /** Our own environment, which the protocol promises to the command: it finds its PATH, home and cloud settings there. */
  readonly inherited: NodeJS.ProcessEnv;
}

interface ExecCluster {
  readonly server: string;
  readonly caPem: string | undefined;
}

interface ExecStatus {
  token?: string;
  clientCertificateData?: string;
  clientKeyData?: string;
  expirationTimestamp?: string;
}

/** Renewed this long before expiry, so that no request travels with a token about to die. */
const EXPIRY_LEEWAY_MILLISECONDS = 60_000;
/** A token without an expiry is kept for the life of the process, unless refused. */
const NO_EXPIRY = Number.POSITIVE_INFINITY;

/**
 * Credentials from a plug-in (client.authentication.k8s.io). Concurrent callers share one run of the command. A client
 * certificate is read once at loading, since connections are made with it: a renewed one takes a restart.
 */
export function execCredentials(
  settings: ExecSettings,
  cluster: ExecCluster,
): Credentials & { clientCertificate(): Promise<{ certificatePem: string; privateKeyPem: string } | undefined> } {
  const run = singleFlight(() => runPlugin(settings, cluster));
  let first: Promise<ExecStatus> | undefined;
  const token = cachedToken(
    async () => {
      const status = await (first ?? run());
      first = undefined;
      return { value: status.token, validUntil: validUntil(status) };
    },
    () => performance.now(),
  );
  return {
    ...token,
    async clientCertificate() {
      const { clientCertificateData, clientKeyData } = await (first = run());
      if (clientCertificateData === undefined || clientKeyData === undefined) return undefined;
      return { certificatePem: clientCertificateData, privateKeyPem: clientKeyData };
    },
  };
}

/** @throws Error naming the kubeconfig when the plug-in's command or protocol version is missing */
export function readExecSettings(
  exec: Readonly<Record<string, unknown>>,
  where: string,
  inherited: NodeJS.ProcessEnv,
): ExecSettings {
  const { command, apiVersion } = exec;
  if (typeof command !== "string" || typeof apiVersion !== "string" || command === "" || apiVersion === "") {
    throw new Error(`${where}: exec needs command and apiVersion`);
  }
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

function validUntil(status: ExecStatus): number {
  if (status.expirationTimestamp === undefined) return NO_EXPIRY;
  return performance.now() + Date.parse(status.expirationTimestamp) - Date.now() - EXPIRY_LEEWAY_MILLISECONDS;
}

async function runPlugin(settings: ExecSettings, cluster: ExecCluster): Promise<ExecStatus> {
  const info = {
    apiVersion: settings.apiVersion,
    kind: "ExecCredential",
    spec: {
      interactive: false,
      ...(settings.provideClusterInfo
        ? {
            cluster: {
              server: cluster.server,
              "certificate-authority-data": Buffer.from(cluster.caPem ?? "").toString("base64"),
            },
          }
        : {}),
    },
  };
  const { stdout } = await promisify(execFile)(settings.command, [...settings.arguments], {
    env: { ...settings.inherited, ...settings.environment, KUBERNETES_EXEC_INFO: JSON.stringify(info) },
    timeout: 60_000,
  });
  const answer = JSON.parse(stdout) as { status?: ExecStatus };
  if (answer.status === undefined) throw new Error(`${settings.command}: the plug-in answered without a status`);
  return answer.status;
}
