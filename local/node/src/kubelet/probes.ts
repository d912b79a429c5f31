import { request } from "node:http";
import { connect } from "node:net";
import type { Probe } from "../cluster/resources.ts";

/** What a probe found; `message` says why it failed. */
export type ProbeResult = { isSuccess: true } | { isSuccess: false; message: string };

/**
 * Asks once. `resolvePort` turns the probe's container port (number or name) into a local one.
 * A probe without httpGet or tcpSocket (exec, gRPC) is not supported here and counts as success.
 */
export async function runProbe(
  probe: Probe,
  resolvePort: (port: number | string) => number | undefined,
): Promise<ProbeResult> {
  const timeoutMilliseconds = (probe.timeoutSeconds ?? 1) * 1000;
  const target = probe.httpGet?.port ?? probe.tcpSocket?.port;
  if (target === undefined) return { isSuccess: true };
  const port = resolvePort(target);
  if (port === undefined) return { isSuccess: false, message: `the container has no port ${target}` };
  return probe.httpGet ? probeHttp(probe.httpGet, port, timeoutMilliseconds) : probeTcp(port, timeoutMilliseconds);
}

function probeHttp(
  { path = "/", httpHeaders = [] }: NonNullable<Probe["httpGet"]>,
  port: number,
  timeout: number,
): Promise<ProbeResult> {
  return new Promise((resolve) => {
    const headers = Object.fromEntries(httpHeaders.map(({ name, value }) => [name, value]));
    const requested = request(
      { host: "127.0.0.1", port, path, agent: false, headers: { "user-agent": "kube-probe/local", ...headers } },
      (response) => {
        response.resume();
        const code = response.statusCode ?? 0;
        if (code >= 200 && code < 400) resolve({ isSuccess: true });
        else resolve({ isSuccess: false, message: `HTTP probe failed with statuscode: ${code}` });
      },
    );
    // One limit for the whole request: a socket's own time-out would restart with every byte.
    const timer = setTimeout(() => requested.destroy(new Error(`no answer within ${timeout} ms`)), timeout);
    requested.on("close", () => clearTimeout(timer));
    requested.on("error", (error) =>
      resolve({ isSuccess: false, message: `Get "http://127.0.0.1:${port}${path}": ${error.message}` }),
    );
    requested.end();
  });
}

function probeTcp(port: number, timeout: number): Promise<ProbeResult> {
  return new Promise((resolve) => {
    const socket = connect({ host: "127.0.0.1", port, timeout });
    const finish = (result: ProbeResult) => {
      socket.destroy();
      resolve(result);
    };
    socket.once("connect", () => finish({ isSuccess: true }));
    socket.once("timeout", () => finish({ isSuccess: false, message: `no connection within ${timeout} ms` }));
    socket.once("error", (error) => finish({ isSuccess: false, message: error.message }));
  });
}
