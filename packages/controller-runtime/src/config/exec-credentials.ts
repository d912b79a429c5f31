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
  cluster: { server: string; caPem: string | undefined },
  folder: string,
): Credentials & { clientCertificate(): Promise<{ certificatePem: string; privateKeyPem: string } | undefined> } {
  const run = singleFlight(() => runPlugin(settings, cluster, folder));
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

function validUntil(status: ExecStatus): number {
  if (status.expirationTimestamp === undefined) return NO_EXPIRY;
  return performance.now() + Date.parse(status.expirationTimestamp) - Date.now() - EXPIRY_LEEWAY_MILLISECONDS;
}

async function runPlugin(
  settings: ExecSettings,
  cluster: { server: string; caPem: string | undefined },
  folder: string,
): Promise<ExecStatus> {
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
    cwd: folder,
    env: { ...settings.inherited, ...settings.environment, KUBERNETES_EXEC_INFO: JSON.stringify(info) },
    timeout: 60_000,
  });
  const answer = JSON.parse(stdout) as { status?: ExecStatus };
  if (answer.status === undefined) throw new Error(`${settings.command}: the plug-in answered without a status`);
  return answer.status;
}
