// Runs one whole platform as a process of its own, so that tests can kill it, and answers the tests' questions on a
// control address. Started by platform.ts with its options as one JSON argument; ends when its standard input does.
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { startPlatform } from "@tochka-rosta/platform";
import { answerControl } from "./control.ts";
import type { PlatformAddresses } from "./platform.ts";

interface PlatformProcessOptions {
  readonly dataDirectory: string;
  readonly gatewayPort: number;
  readonly imageTableFile: string;
}

const options = JSON.parse(process.argv[2] ?? "{}") as PlatformProcessOptions;
const platform = await startPlatform({
  ...options,
  onStep: (name, state, seconds) => console.error(`${name}: ${state} (${seconds.toFixed(1)} s)`),
  onLine: ({ namespace, name }, line) => console.error(`${namespace}/${name} ${line}`),
});
platform.apiServer.recordRequests(1_000_000);
const control = createServer((request, response) => void answerControl(platform, request, response));
await new Promise<void>((resolve) => control.listen(0, "127.0.0.1", resolve));

const addresses: PlatformAddresses = {
  gatewayUrl: platform.gatewayUrl,
  dashboardUrl: platform.dashboardUrl,
  kubeconfigPath: platform.kubeconfigPath,
  dataDirectory: options.dataDirectory,
  imageTableFile: options.imageTableFile,
  controlUrl: `http://127.0.0.1:${(control.address() as AddressInfo).port}`,
  processId: process.pid,
};
console.log(JSON.stringify(addresses));

let stopping: Promise<void> | undefined;
const stop = () => {
  stopping ??= platform.stop().finally(() => process.exit());
};
process.on("SIGTERM", stop);
process.on("SIGINT", stop);
process.stdin.resume().on("end", stop);
