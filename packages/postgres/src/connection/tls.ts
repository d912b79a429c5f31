import type { ConnectionOptions } from "node:tls";

/** How a connection is protected, as libpq means it: `require` encrypts and checks no certificate unless an authority is given. */
export const sslModes = ["disable", "require", "verify-ca", "verify-full"] as const;
export type SslMode = (typeof sslModes)[number];

/** How a connection is protected. */
export interface TlsSettings {
  readonly sslMode: SslMode;
  /** Who signs the server's certificate (PEM). Default: the authorities that Node.js knows. */
  readonly authority?: string | undefined;
}

/**
 * What node-postgres takes as `ssl`; it would take `require` of a URL for `verify-full`. A certificate of `authority` is checked even with
 * `require`, as libpq does; names are compared with `verify-full` only.
 */
export function buildTls({ sslMode, authority }: TlsSettings): ConnectionOptions | false {
  if (sslMode === "disable") return false;
  return {
    rejectUnauthorized: sslMode !== "require" || authority !== undefined,
    ...(authority !== undefined && { ca: authority }),
    ...(sslMode !== "verify-full" && { checkServerIdentity: () => undefined }),
  };
}

/** The sslmode that a text names; undefined for another, libpq's `allow` and `prefer` included, which may end without TLS. */
export function parseSslMode(text: unknown): SslMode | undefined {
  return sslModes.find((mode) => mode === text);
}

/** What is wrong with TLS settings in one sentence; undefined when nothing is. libpq refuses `verify-ca` without an authority too. */
export function tlsProblem({ sslMode, authority }: TlsSettings): string | undefined {
  if (sslMode === "verify-ca" && authority === undefined) return "verify-ca needs an authority (PEM)";
  return authority === undefined || isCertificate(authority) ? undefined : "the authority must be a certificate (PEM)";
}

/** Whether a text holds a certificate in PEM. Node.js takes a text without one in silence and then trusts no server. */
export function isCertificate(text: string): boolean {
  return text.includes("-----BEGIN CERTIFICATE-----");
}
