import type { PlatformAddresses } from "./platform.ts";

/** One request that the API server took. */
export interface LoggedRequest {
  readonly method: string;
  readonly path: string;
  readonly query: string;
  readonly fieldManager: string;
  readonly userAgent: string;
  readonly status: number;
}

/** A running platform as its owners, their buyers and a person at kubectl see it, wherever it runs. */
export interface TestPlatform {
  readonly dashboardUrl: string;
  readonly kubeconfigPath: string;
  /** Does what sends a one-time code to this phone and resolves to the code. */
  codeAfter(phone: string, act: () => Promise<unknown>): Promise<string>;
  /** What Chromium needs to be told so that the platform's names lead to it. */
  readonly chromiumFlags: readonly string[];
  /** The origin of an owner's shop. */
  shopUrl(subdomain: string): string;
}

/** A platform on this machine, whose local API server tells what it was asked. */
export interface LocalPlatform extends TestPlatform, PlatformAddresses {
  /** The address of a host of this platform. */
  siteUrl(host: string, path?: string): string;
  /** What `act` made others send to the API server: every request that it took meanwhile, the oldest first. */
  requestsDuring(act: () => Promise<unknown>): Promise<readonly LoggedRequest[]>;
  /** A superuser's connection URL of the platform's PostgreSQL. */
  postgresUrl(database: string): Promise<string>;
  /** Lets the API server refuse connections for a while. */
  interruptApiServer(seconds: number): Promise<void>;
}

/** Talks to a platform on this machine by its addresses. */
export function connectPlatform(addresses: PlatformAddresses): LocalPlatform {
  const request = async (path: string, method = "GET"): Promise<unknown> => {
    const response = await fetch(new URL(path, addresses.controlUrl), { method });
    if (!response.ok) throw new Error(`${method} ${path}: ${response.status} ${await response.text()}`);
    return response.json();
  };
  const siteUrl = (host: string, path = "/") => `http://${host}:${new URL(addresses.gatewayUrl).port}${path}`;
  return {
    ...addresses,
    siteUrl,
    chromiumFlags: [], // Browsers lead *.localhost to this machine by themselves.
    shopUrl: (subdomain) => new URL(siteUrl(`shop--${subdomain}.localhost`)).origin,
    async codeAfter(phone, act) {
      await act();
      const { code } = (await request(`/code?phone=${encodeURIComponent(phone)}`)) as { code: string };
      return code;
    },
    async requestsDuring(act) {
      const { count } = (await request("/requests/count")) as { count: number };
      await act();
      return (await request(`/requests?from=${count}`)) as LoggedRequest[];
    },
    async postgresUrl(database) {
      return ((await request(`/postgres?database=${encodeURIComponent(database)}`)) as { url: string }).url;
    },
    async interruptApiServer(seconds) {
      await request(`/api-server/away?seconds=${seconds}`, "POST");
    },
  };
}
