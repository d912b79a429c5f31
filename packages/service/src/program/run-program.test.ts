import { spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { afterEach, describe, expect, test } from "vitest";

interface Program {
  readonly child: ChildProcess;
  readonly lines: string[];
  /** Waits for a line of the program that has this text. */
  readonly line: (text: string) => Promise<string>;
  readonly exited: Promise<number | null>;
}

const children: ChildProcess[] = [];
afterEach(() => {
  for (const child of children.splice(0)) child.kill("SIGKILL");
});

/** Runs a program whose start is this JavaScript. */
function run(start: string, options = "{}"): Program {
  const file = join(import.meta.dirname, "run-program.ts");
  const settings = join(import.meta.dirname, "../settings/index.ts");
  const code = `import { runProgram } from ${JSON.stringify(file)};
    import { port, readSettings } from ${JSON.stringify(settings)};
    await runProgram(async () => { ${start} }, ${options});`;
  const child = spawn(process.execPath, ["--input-type=module", "-e", code], { stdio: ["ignore", "pipe", "inherit"] });
  children.push(child);
  const lines: string[] = [];
  const reader = createInterface(child.stdout);
  reader.on("line", (line) => lines.push(line));
  const line = async (text: string): Promise<string> => {
    for (;;) {
      const found = lines.find((candidate) => candidate.includes(text));
      if (found !== undefined) return found;
      await once(reader, "line");
    }
  };
  const exited = once(child, "close").then(([exitCode]) => exitCode as number | null);
  return { child, lines, line, exited };
}

const keepRunning = "setInterval(() => undefined, 1000); console.log('started');";

describe("a program", () => {
  test.each(["SIGTERM", "SIGINT"] as const)("stops in order on %s and ends with 0", async (signal) => {
    const program = run(`${keepRunning} return async () => console.log("stopped");`);
    await program.line("started");
    program.child.kill(signal);
    expect(await program.exited).toBe(0);
    expect(JSON.parse(await program.line("stopping"))).toMatchObject({ level: "info", signal });
    expect(program.lines).toContain("stopped");
  });

  test("ends with 1 when its stop fails, and says why", async () => {
    const program = run(`${keepRunning} return () => Promise.reject(new Error("no", { cause: new Error("lease") }));`);
    await program.line("started");
    program.child.kill("SIGTERM");
    expect(await program.exited).toBe(1);
    expect(JSON.parse(await program.line("could not stop"))).toMatchObject({ level: "error", error: "no: lease" });
  });

  test("ends with 1 when its stop takes too long", async () => {
    const program = run(`${keepRunning} return () => new Promise(() => undefined);`, "{ stopMilliseconds: 100 }");
    await program.line("started");
    program.child.kill("SIGTERM");
    expect(await program.exited).toBe(1);
    await program.line("did not stop in time");
  });

  test("ends at once with 1 on a second signal", async () => {
    const program = run(`${keepRunning} return () => new Promise(() => undefined);`);
    await program.line("started");
    program.child.kill("SIGTERM");
    await program.line("stopping");
    program.child.kill("SIGINT");
    expect(await program.exited).toBe(1);
    await program.line("ended by a second signal");
  });

  test("takes a signal that comes while it starts, and stops what was started", async () => {
    const program = run(`${keepRunning} await new Promise((resolve) => setTimeout(resolve, 300));
      console.log("ready"); return async () => console.log("stopped");`);
    await program.line("started");
    program.child.kill("SIGTERM");
    expect(await program.exited).toBe(0);
    expect(program.lines.filter((line) => !line.startsWith("{"))).toEqual(["started", "ready", "stopped"]);
  });

  test("ends with 78 when its settings cannot be used, with all problems and no stack", async () => {
    const schema = `{ a: port("A", { meaning: "One." }), b: port("B", { meaning: "Two." }) }`;
    const program = run(`readSettings(${schema}, { A: "x" }); return async () => undefined;`);
    expect(await program.exited).toBe(78);
    const line = JSON.parse(program.lines[0] ?? "{}") as { level: string; msg: string; stack?: string };
    expect(line).toMatchObject({ level: "fatal", msg: expect.stringMatching(/A: must be.*\n.*B: must be set/) });
    expect(line.stack).toBeUndefined();
    expect(program.lines).toHaveLength(1);
  });

  test("ends with 1 when it cannot start, with the reason and the place", async () => {
    const program = run(`setInterval(() => undefined, 1000); throw new Error("port is taken");`);
    expect(await program.exited).toBe(1);
    expect(JSON.parse(await program.line("could not start"))).toMatchObject({
      level: "fatal",
      msg: "could not start: port is taken",
      stack: expect.stringContaining("at "),
    });
  });

  test("ends with 1 when a promise is rejected that nothing handles", async () => {
    const program = run(`${keepRunning} void Promise.reject(new Error("lost")); return async () => undefined;`);
    expect(await program.exited).toBe(1);
    expect(JSON.parse(await program.line("unhandled rejection"))).toMatchObject({ level: "fatal", error: "lost" });
  });
});
