import type { EgressClient, EgressRequestOptions, EgressResponse } from "@tochka-rosta/service/egress";

/** Where the platform's door is, and the token that it asks for. */
export interface DoorSettings {
  readonly url: string;
  readonly tokenFile: string;
}

/** The way to hosts outside, through the platform's door. A module has no other. */
export interface ModuleHttp {
  /**
   * Asks a host that `spec.egress.hosts` of the Module names, and reads the whole answer, whatever its status. Redirects are answers unless
   * `maxRedirects` says otherwise; each hop must lead to a named host, too.
   *
   * @throws EgressError when there is no answer: its `problem` says why, `wasSent` whether the host may have got the request
   *
   * @example
   * const { status, body } = await context.http.request("https://api.example.com/rates", { timeoutMilliseconds: 3_000 });
   */
  request(url: string, options?: EgressRequestOptions): Promise<EgressResponse>;
}

/** The same, and how it ends with the module. */
export interface OpenHttp extends ModuleHttp {
  close(): void;
}

/** Opens the way out; without a door every request is refused. The client is made with the first request: a module that asks nobody pays nothing for it. */
export function openHttp(door: DoorSettings | undefined): OpenHttp {
  let opened: Promise<EgressClient> | undefined;
  const open = async (): Promise<EgressClient> => {
    const { createEgressClient } = await import("@tochka-rosta/service/egress");
    return createEgressClient({ url: door?.url, tokenFile: door?.tokenFile });
  };
  return {
    request: async (url, options) => (await (opened ??= open())).request(url, options),
    close: () => void opened?.then((client) => client.close()),
  };
}
