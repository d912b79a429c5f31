import { spawn } from "node:child_process";
import { constants } from "node:os";

/**
 * Runs a program on this terminal and resolves to its exit code (128 + signal number when a signal ended it).
 * Signals go on to it, except a Ctrl-C at a terminal: the kernel already gave that to the whole foreground group, and a
 * second one means "stop at once" to some tasks.
 */
export function runForwardingSignals(program, programArguments, options) {
  const child = spawn(program, programArguments, { ...options, stdio: "inherit" });
  const forward = (signal) => {
    if (signal === "SIGINT" && process.stdin.isTTY) return;
    child.kill(signal);
  };
  const signals = ["SIGINT", "SIGTERM", "SIGHUP"];
  for (const signal of signals) process.on(signal, forward);
  return new Promise((resolve, reject) => {
    child.once("error", reject);
    child.once("exit", (code, signal) => {
      for (const name of signals) process.off(name, forward);
      resolve(signal ? 128 + constants.signals[signal] : code);
    });
  });
}
