/** Connection strings and TLS, with libpq's meaning. */
export {
  completeUrl,
  readAuthority,
  readConnection,
  readSslMode,
  type Connection,
  type TlsDefaults,
} from "./connection-url.ts";
export { buildTls, isCertificate, parseSslMode, sslModes, tlsProblem, type SslMode, type TlsSettings } from "./tls.ts";
