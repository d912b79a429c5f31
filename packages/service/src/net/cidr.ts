import { isIP } from "node:net";

/** Whether a text is a range of addresses such as `10.0.0.0/8` or `fd00::/8`. */
export function isCidr(text: string): boolean {
  const [address = "", length = "", ...rest] = text.split("/");
  const version = isIP(address);
  return rest.length === 0 && version !== 0 && /^\d{1,3}$/.test(length) && Number(length) <= (version === 4 ? 32 : 128);
}
