import type { Environment } from "@marcbachmann/cel-js";
import { compareQuantities, isQuantity } from "../quantity.ts";

class Quantity {
  readonly text: string;
  constructor(text: string) {
    if (!isQuantity(text)) throw new Error(`not a quantity: ${text}`);
    this.text = text;
  }
}

type Comparable = string | bigint | number;

function isSorted(list: Comparable[]): boolean {
  return list.every((item, index) => index === 0 || (list[index - 1] ?? item) <= item);
}

function extreme(list: Comparable[], isBetter: (candidate: Comparable, best: Comparable) => boolean): Comparable {
  const [first, ...rest] = list;
  if (first === undefined) throw new Error("the list is empty");
  return rest.reduce((best, item) => (isBetter(item, best) ? item : best), first);
}

function sum(list: (bigint | number)[]): bigint | number {
  return list.every((item) => typeof item === "bigint")
    ? list.reduce((total, item) => total + item, 0n)
    : list.reduce<number>((total, item) => total + Number(item), 0);
}

function parseUrl(text: string): URL {
  return new URL(text);
}

/** Adds the functions of Kubernetes' CEL libraries (strings, lists, regex, URLs, quantities) that cel-js lacks. */
export function registerKubernetesFunctions(environment: Environment): Environment {
  return registerTypes(environment)
    .registerFunction("string.replace(string, string): string", (text: string, from: string, to: string) =>
      text.replaceAll(from, to),
    )
    .registerFunction(
      "string.find(string): string",
      (text: string, pattern: string) => text.match(new RegExp(pattern, "u"))?.[0] ?? "",
    )
    .registerFunction("string.findAll(string): list<string>", (text: string, pattern: string) =>
      [...text.matchAll(new RegExp(pattern, "gu"))].map((match) => match[0]),
    )
    .registerFunction("string.charAt(int): string", (text: string, index: bigint) => text.charAt(Number(index)))
    .registerFunction("list.isSorted(): bool", isSorted)
    .registerFunction("list.sum(): dyn", sum)
    .registerFunction("list.min(): dyn", (list: Comparable[]) => extreme(list, (item, best) => item < best))
    .registerFunction("list.max(): dyn", (list: Comparable[]) => extreme(list, (item, best) => item > best))
    .registerFunction("list.indexOf(dyn): int", (list: unknown[], item: unknown) => BigInt(list.indexOf(item)))
    .registerFunction("list.lastIndexOf(dyn): int", (list: unknown[], item: unknown) => BigInt(list.lastIndexOf(item)));
}

function registerTypes(environment: Environment): Environment {
  return environment
    .registerType("kubernetes.Quantity", { ctor: Quantity, fields: {} })
    .registerFunction("quantity(string): kubernetes.Quantity", (text: string) => new Quantity(text))
    .registerFunction("isQuantity(string): bool", isQuantity)
    .registerFunction(
      "kubernetes.Quantity.isGreaterThan(kubernetes.Quantity): bool",
      (left: Quantity, right: Quantity) => compareQuantities(left.text, right.text) > 0,
    )
    .registerFunction(
      "kubernetes.Quantity.isLessThan(kubernetes.Quantity): bool",
      (left: Quantity, right: Quantity) => compareQuantities(left.text, right.text) < 0,
    )
    .registerFunction("kubernetes.Quantity.compareTo(kubernetes.Quantity): int", (left: Quantity, right: Quantity) =>
      BigInt(compareQuantities(left.text, right.text)),
    )
    .registerType("kubernetes.URL", { ctor: URL, fields: {} })
    .registerFunction("url(string): kubernetes.URL", parseUrl)
    .registerFunction("isURL(string): bool", (text: string) => URL.canParse(text))
    .registerFunction("kubernetes.URL.getScheme(): string", (url: URL) => url.protocol.slice(0, -1))
    .registerFunction("kubernetes.URL.getHost(): string", (url: URL) => url.host)
    .registerFunction("kubernetes.URL.getHostname(): string", (url: URL) => url.hostname)
    .registerFunction("kubernetes.URL.getPort(): string", (url: URL) => url.port)
    .registerFunction("kubernetes.URL.getEscapedPath(): string", (url: URL) => url.pathname);
}
