import type { CodeSender } from "./sender.ts";

/** Writes codes to standard output as plain lines, for trials on one machine. The configuration refuses it in production. */
export function createTerminalSender(write: (line: string) => void): CodeSender {
  return {
    delivery: "terminal",
    send: async ({ phone, code, purpose }) => write(`ONE-TIME CODE ${phone} ${code} ${purpose}\n`),
  };
}
