import type { PlatformAddresses } from "./platform.ts";

/** One write that the API server took. */
export interface LoggedRequest {
  readonly method: string;
  readonly path: string;
  readonly fieldManager?: string;
  readonly userAgent?: string;
  readonly status: number;
}

/** A running platform as tests see it. */
export interface TestPlatform extends PlatformAddresses {
  /** Does what sends a one-time code to this phone and resolves to the code. */
  codeAfter(phone: string, act: () => Promise<unknown>): Promise<string>;
  /** The address of a host of this platform. */
  siteUrl(host: string, path?: string): string;
  /** Requests that the API server took since it started, the oldest first. */
  requests(): Promise<readonly LoggedRequest[]>;
  /** Lets the API server refuse connections for a while. */
  takeApiServerAway(seconds: number): Promise<void>;
}

/** Talks to a running platform by its addresses. */
export function connectPlatform(addresses: PlatformAddresses): TestPlatform {
  const ask = async (path: string, method = "GET"): Promise<unknown> => {
    const response = await fetch(new URL(path, addresses.controlUrl), { method });
    if (!response.ok) throw new Error(`${method} ${path}: ${response.status} ${await response.text()}`);
    return response.json();
  };
  return {
    ...addresses,
    siteUrl(host, path = "/") {
      return `http://${host}:${new URL(addresses.gatewayUrl).port}${path}`;
    },
    async codeAfter(phone, act) {
      const { seen } = (await ask(`/codes?phone=${encodeURIComponent(phone)}`)) as { seen: number };
      await act();
      const { code } = (await ask(`/code?phone=${encodeURIComponent(phone)}&after=${seen}`)) as { code: string };
      return code;
    },
    async requests() {
      return (await ask("/requests")) as LoggedRequest[];
    },
    async takeApiServerAway(seconds) {
      await ask(`/api-server/away?seconds=${seconds}`, "POST");
    },
  };
}
