/** Where the bearer token comes from. */
export interface Credentials {
  /** The value of the Authorization header, or undefined when the client certificate is all there is. */
  authorization(): Promise<string | undefined>;
  /** The server refused what we sent (401): forget it, so that the next call reads it again. */
  invalidate(): void;
}

/** How to reach one API server. PEM texts, not paths. */
export interface ClusterConfig {
  /** Base address without a trailing slash. */
  readonly server: string;
  readonly caPem?: string | undefined;
  readonly certificatePem?: string | undefined;
  readonly privateKeyPem?: string | undefined;
  readonly insecureSkipTlsVerify?: boolean | undefined;
  readonly tlsServerName?: string | undefined;
  /** A proxy before the API server: `http://`, `https://` or `socks5://`. */
  readonly proxyUrl?: string | undefined;
  /** Sent with every request: whom to impersonate. */
  readonly headers?: Readonly<Record<string, string | string[]>> | undefined;
  /** The namespace of the context, or the pod's own. */
  readonly namespace: string;
  readonly credentials: Credentials;
}
