// Runs the greeting operator until Ctrl-C: KUBECONFIG=<file> node main.ts
import { describeError } from "@tochka-rosta/controller-runtime";
import { runGreetingOperator } from "./greeting-operator.ts";

const stop = new AbortController();
process.once("SIGINT", () => stop.abort());

try {
  await runGreetingOperator(process.env["KUBECONFIG"] ?? "", stop.signal);
} catch (error) {
  // Also when the lease is lost: a new process begins with a clean memory.
  console.error(describeError(error));
  process.exitCode = 1;
}
