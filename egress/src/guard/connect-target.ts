import { isIP } from "node:net";
import { normalizeHostName, parseAddress } from "@tochka-rosta/service/net";

/** What a CONNECT asks for, in the one spelling that is compared. */
export interface ConnectTarget {
  /** A name, or an address in its canonical spelling. */
  readonly host: string;
  readonly port: number;
  readonly isAddress: boolean;
}

const form = /^(?:\[(?<address>[0-9a-fA-F:.]{2,45})\]|(?<name>[^[\]:/?#@\\%\s]{1,255})):(?<port>[1-9]\d{0,4})$/u;

/**
 * Reads the target of a CONNECT. Node hands it over raw: `a:443@evil:80`, `a:443/`, `http://a:443` all arrive. Undefined for whatever is not
 * exactly a host and a port.
 */
export function parseConnectTarget(text: string): ConnectTarget | undefined {
  const { address, name, port } = form.exec(text)?.groups ?? {};
  const portNumber = Number(port);
  if (port === undefined || portNumber > 65_535) return undefined;
  const literal = address ?? (name !== undefined && isIP(name) === 4 ? name : undefined);
  if (literal !== undefined) {
    const read = parseAddress(literal);
    // Brackets are for IPv6 alone.
    if (read === undefined || (address !== undefined && isIP(address) !== 6)) return undefined;
    return { host: read.text, port: portNumber, isAddress: true };
  }
  const host = normalizeHostName(name ?? "");
  return host === undefined ? undefined : { host, port: portNumber, isAddress: false };
}

/** Host and port as one key. */
export function keyOfTarget({ host, port }: { readonly host: string; readonly port: number }): string {
  return host.includes(":") ? `[${host}]:${port}` : `${host}:${port}`;
}
