/** The eight words of an IPv6 address without a zone, whatever its spelling. */
export function readIpv6Words(address: string): number[] {
  const [head = "", tail] = canonicalIpv6(address).split("::");
  const read = (part: string): number[] => (part === "" ? [] : part.split(":").map((word) => parseInt(word, 16)));
  const [first, last] = [read(head), read(tail ?? "")];
  return [...first, ...Array<number>(8 - first.length - last.length).fill(0), ...last];
}

/** The shortest spelling in small letters. The parser of URLs also turns a dotted end into two words. */
export function canonicalIpv6(address: string): string {
  return new URL(`http://[${address}]`).hostname.slice(1, -1);
}
