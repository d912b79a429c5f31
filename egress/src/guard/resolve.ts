import { lookup, Resolver } from "node:dns/promises";
import { errorCode } from "@tochka-rosta/service/errors";

/** Finds the addresses of a name; an empty list where it has none. */
export interface NameResolver {
  /** By DNS alone: no file of hosts, no search domains, no thread of libuv's four that one dead name server could hold. */
  resolvePublic(name: string): Promise<readonly string[]>;
  /** As the machine resolves names, so that a Service's short name works; for hosts that the platform operator lists. */
  resolvePrivate(name: string): Promise<readonly string[]>;
}

const queryMilliseconds = 2_000;
const tries = 2;
const absent = ["ENODATA", "ENOTFOUND"];

/** Makes the resolver; `servers` are for tests, which ask one of their own. */
export function createResolver(servers?: readonly string[]): NameResolver {
  const resolver = new Resolver({ timeout: queryMilliseconds, tries });
  if (servers !== undefined) resolver.setServers([...servers]);
  const ask = (query: Promise<string[]>): Promise<string[]> =>
    query.catch((error: unknown) => {
      if (absent.includes(errorCode(error) ?? "")) return [];
      throw error;
    });
  return {
    resolvePublic: async (name) => {
      const answers = await Promise.allSettled([ask(resolver.resolve4(name)), ask(resolver.resolve6(name))]);
      const addresses = answers.flatMap((answer) => (answer.status === "fulfilled" ? answer.value : []));
      const failure = answers.find((answer) => answer.status === "rejected");
      if (addresses.length === 0 && failure !== undefined) throw failure.reason;
      return addresses;
    },
    resolvePrivate: async (name) => {
      const found = await lookup(name, { all: true, order: "ipv4first" }).catch((error: unknown) => {
        if (absent.includes(errorCode(error) ?? "")) return [];
        throw error;
      });
      return found.map(({ address }) => address);
    },
  };
}
