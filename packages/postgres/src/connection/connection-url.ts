import { readFileSync } from "node:fs";
import type { ConnectionOptions } from "node:tls";
import { errorCode } from "@tochka-rosta/service/errors";
import { buildTls, isCertificate, parseSslMode, sslModes, type SslMode } from "./tls.ts";

/** What holds for URLs that do not say it themselves. */
export interface TlsDefaults {
  readonly sslMode: SslMode;
  /** A file with the authority that signed the server's certificate (PEM); undefined: the authorities that Node.js knows. */
  readonly authorityFile: string | undefined;
}

/** What node-postgres connects by. */
export interface Connection {
  readonly connectionString: string;
  readonly ssl: ConnectionOptions | false;
}

const ours = ["sslmode", "sslrootcert", "ssl", "uselibpqcompat"];

/**
 * Writes into a URL what it leaves open, so that it means the same wherever it is carried.
 *
 * @throws Error in one sentence without the URL when it is no URL of PostgreSQL
 */
export function completeUrl(text: string, { sslMode, authorityFile }: TlsDefaults): string {
  const url = parse(text);
  if (!url.searchParams.has("sslmode")) url.searchParams.set("sslmode", sslMode);
  if (authorityFile && !url.searchParams.has("sslrootcert")) url.searchParams.set("sslrootcert", authorityFile);
  return url.href;
}

/**
 * Reads `sslmode` and `sslrootcert` of a URL as libpq does; without `sslmode` there is no TLS.
 *
 * @throws Error in one sentence without the URL, which holds a password
 *
 * @example
 * new pg.Client(readConnection("postgresql://core:secret@db:5432/core?sslmode=verify-full&sslrootcert=/tls/ca.crt"));
 */
export function readConnection(text: string): Connection {
  const url = parse(text);
  const { searchParams } = url;
  for (const name of ["sslcert", "sslkey"]) {
    if (searchParams.has(name)) throw new Error(`The database's URL has ${name}: log in by password instead.`);
  }
  const sslMode = readSslMode(searchParams.get("sslmode") ?? "disable");
  const file = searchParams.get("sslrootcert");
  if (sslMode === "verify-ca" && !file) {
    throw new Error("The database's sslmode is verify-ca, which needs an authority.");
  }
  for (const name of ours) searchParams.delete(name);
  const authority = sslMode === "disable" || !file ? undefined : readAuthority(file);
  return { connectionString: url.href, ssl: buildTls({ sslMode, authority }) };
}

/** @throws Error that names the modes there are */
export function readSslMode(text: string): SslMode {
  const sslMode = parseSslMode(text);
  if (sslMode === undefined) throw new Error(`The database's sslmode is ${text}: use one of ${sslModes.join(", ")}.`);
  return sslMode;
}

/** @throws Error when the file cannot be read or holds no certificate */
export function readAuthority(file: string): string {
  let text: string;
  try {
    text = readFileSync(file, "utf8");
  } catch (error) {
    const code = errorCode(error) ?? "unknown error";
    throw new Error(`The database's authority ${file} cannot be read (${code}).`, { cause: error });
  }
  if (!isCertificate(text)) throw new Error(`There is no certificate (PEM) in ${file}.`);
  return text;
}

function parse(text: string): URL {
  if (URL.canParse(text) && /^postgres(ql)?:$/.test(new URL(text).protocol)) return new URL(text);
  throw new Error("The database URL is not valid; write it as postgresql://user:password@host:5432/database");
}
