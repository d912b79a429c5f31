import { createInterface } from "node:readline/promises";
import { Writable } from "node:stream";

/** Asks one question in the terminal. @throws Error when nobody is there to answer. */
export async function prompt(question: string): Promise<string> {
  return promptOn(question, process.stdout);
}

/** Asks for something that must not show on the screen. */
export async function promptHidden(question: string): Promise<string> {
  process.stdout.write(question);
  const silent = new Writable({ write: (_chunk, _encoding, done) => done() });
  try {
    return await promptOn("", silent);
  } finally {
    process.stdout.write("\n");
  }
}

/** All of standard input without its last line break. */
export async function readStandardInput(): Promise<string> {
  let text = "";
  process.stdin.setEncoding("utf8");
  for await (const chunk of process.stdin) text += String(chunk);
  return text.replace(/\r?\n$/, "");
}

async function promptOn(question: string, output: NodeJS.WritableStream): Promise<string> {
  if (!process.stdin.isTTY) throw new Error("This is no terminal: give --phone and --password-stdin.");
  const lines = createInterface({ input: process.stdin, output, terminal: true });
  try {
    return (await lines.question(question)).trim();
  } finally {
    lines.close();
  }
}
