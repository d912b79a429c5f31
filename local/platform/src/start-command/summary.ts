import { relative } from "node:path";
import type { OneTimeCode } from "../one-time-codes.ts";
import type { Platform } from "../platform-options.ts";
import type { TreeMemory } from "./process-memory.ts";

/** The table that ends the start: where everything is, and what this platform is not. */
export function formatSummary(
  platform: Pick<Platform, "dashboardUrl" | "gatewayUrl" | "kubeconfigPath" | "folders">,
  memory: TreeMemory | undefined,
): string {
  const port = new URL(platform.gatewayUrl).port;
  const kubeconfig = shorten(platform.kubeconfigPath);
  const rows = [
    ["Dashboard", platform.dashboardUrl],
    ["API docs", new URL("docs", platform.dashboardUrl).href],
    [
      "Gateway",
      `http://<module>--<name>.localhost:${port}/  (every site; ${new URL(platform.gatewayUrl).host} with a Host header)`,
    ],
    ["kubectl", `kubectl --kubeconfig ${kubeconfig} get tenants,moduleinstances -A`],
    ["Data", `${shorten(platform.folders.data)}  (npm start -- --reset deletes all local data)`],
    ...(memory ? [["Memory", formatMemory(memory)]] : []),
  ];
  const table = rows.map(([name = "", value = ""]) => `  ${name.padEnd(10)} ${value}`).join("\n");
  return `
${table}

  A platform to try and to develop on: it isolates nothing between the programs it runs on this machine, and
  admission policies, quotas and RBAC are stored, not enforced. One-time codes appear here. Ctrl-C stops everything.
`;
}

function formatMemory({ pssMebibytes, processes }: TreeMemory): string {
  return `${Math.round(pssMebibytes)} MiB (PSS) in ${processes} processes: one a program, this one, and PostgreSQL's own`;
}

/** A one-time code, so that nobody misses it among other lines. */
export function formatCode({ phone, code, purpose }: OneTimeCode, isTerminal: boolean): string {
  const text = `One-time code for ${phone}: ${code}  (${purpose})`;
  const line = "─".repeat(text.length + 2);
  const shown = isTerminal ? text.replace(code, `\u001B[1m${code}\u001B[0m`) : text;
  return `┌${line}┐\n│ ${shown} │\n└${line}┘`;
}

function shorten(path: string): string {
  const short = relative(process.cwd(), path);
  return short === "" ? "." : short.startsWith("..") ? path : short;
}
