import type { Settings } from "../settings.ts";

/** Asks a site, the way a visitor reaches it, whether it answers. True for HTTP 200 only: notice pages answer otherwise. */
export type ProbeSite = (host: string, path: string, signal: AbortSignal) => Promise<boolean>;

const timeoutMilliseconds = 2_000;

/**
 * Probes through the ingress controller's address with a Host header where that is set (names such as `*.localhost` resolve
 * nowhere else), otherwise at the public address.
 */
export function createSiteProbe(
  settings: Pick<Settings, "publicScheme" | "publicPort" | "reachabilityAddress">,
): ProbeSite {
  return async (host, path, signal) => {
    const { reachabilityAddress: address, publicPort, publicScheme } = settings;
    const scheme = address?.scheme ?? publicScheme;
    const { request } = scheme === "https" ? await import("node:https") : await import("node:http");
    return new Promise((resolve) => {
      const call = request({
        host: address?.host ?? host,
        port: address?.port ?? publicPort,
        path,
        servername: host,
        headers: {
          host: publicPort === undefined ? host : `${host}:${publicPort}`,
          "user-agent": "tochka-rosta-operator",
        },
        timeout: timeoutMilliseconds,
        signal,
        agent: false,
      });
      call.on("response", (response) => {
        response.resume();
        resolve(response.statusCode === 200);
      });
      call.on("timeout", () => call.destroy());
      call.on("error", () => resolve(false)); // Not reached: why does not matter, it is asked again.
      call.end();
    });
  };
}
