import { spawn } from "node:child_process";
import { mkdtemp, readdir, rm } from "node:fs/promises";
import { createServer, type AddressInfo } from "node:net";
import { once } from "node:events";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { StartError } from "@tochka-rosta/testing";
import { readTreeMemory } from "./process-memory.ts";
import { readArguments } from "./read-arguments.ts";
import { runStart } from "./run-start.ts";
import { StepLines } from "./step-lines.ts";
import { formatCode, formatSummary } from "./summary.ts";

let dataDirectory = "";
beforeEach(async () => {
  dataDirectory = await mkdtemp(join(tmpdir(), "start-"));
});
afterEach(() => rm(dataDirectory, { recursive: true, force: true }));

function fakeScreen(isTTY = false) {
  let text = "";
  return { isTTY, columns: 60, write: (more: string) => (text += more), text: () => text };
}

async function start(words: string[], build: () => Promise<void> = async () => undefined) {
  const screen = fakeScreen();
  const exitCode = await runStart({ words: ["--data", dataDirectory, ...words], screen, build });
  return { exitCode, lines: screen.text().trimEnd().split("\n") };
}

describe("npm start", () => {
  it("knows its options", () => {
    expect(readArguments([])).toMatchObject({ port: 3000, isReset: false, cluster: undefined });
    expect(readArguments(["--port", "4000", "--reset"])).toMatchObject({ port: 4000, isReset: true });
  });

  it.each([[["--port", "0"]], [["--port", "70000"]], [["--port", "x"]], [["--what"]], [["extra"]]])(
    "refuses %j in one line",
    async (words) => {
      expect(() => readArguments(words)).toThrow(StartError);
      const { exitCode, lines } = await start(words);
      expect([exitCode, lines.length]).toEqual([1, 1]);
    },
  );

  it("helps, and says what is not there yet", async () => {
    const help = await start(["--help"]);
    expect(help.exitCode).toBe(0);
    expect(help.lines.join("\n")).toContain("--reset");
    const cluster = await start(["--cluster", "prod"]);
    expect([cluster.exitCode, cluster.lines.length]).toEqual([2, 1]);
  });

  it("says that the port is in use in one line, before it builds or writes anything", async () => {
    const other = createServer().listen(0, "127.0.0.1");
    await once(other, "listening");
    const { port } = other.address() as AddressInfo;
    let hasBuilt = false;
    const { exitCode, lines } = await start(["--port", String(port)], async () => {
      hasBuilt = true;
    });
    other.close();
    expect(exitCode).toBe(1);
    expect(lines).toEqual([expect.stringMatching(`^✗ Port ${port} is in use: stop .* --port ${port + 1}$`)]);
    expect(hasBuilt).toBe(false);
    expect(await readdir(dataDirectory)).toEqual([]);
  });

  it("gives up when Ctrl-C comes while it builds, with the shell's code for it", async () => {
    const server = createServer().listen(0, "127.0.0.1");
    await once(server, "listening");
    const { port } = server.address() as AddressInfo;
    server.close();
    const { exitCode, lines } = await start(["--port", String(port)], async () => {
      process.emit("SIGINT");
      throw new Error("the build was interrupted too");
    });
    expect(exitCode).toBe(130);
    expect(lines).toEqual(["Stopping… (once more to force)"]);
    expect(process.listenerCount("SIGINT")).toBe(0);
  });
});

describe("the steps", () => {
  it("are one line each when they end, where lines cannot be redrawn", () => {
    const screen = fakeScreen();
    const steps = new StepLines(screen);
    steps.report("A", "started", 0);
    steps.report("B", "started", 0);
    steps.report("B", "done", 1.26);
    steps.report("C", "fresh", 0);
    steps.report("A", "failed", 2);
    steps.close();
    expect(screen.text().replaceAll(/ +/g, " ")).toBe("✓ B 1.3 s\n✗ A 2.0 s\n");
  });

  it("move on a terminal: the running ones are redrawn below the finished ones and vanish at the end", () => {
    const screen = fakeScreen(true);
    const steps = new StepLines(screen);
    steps.report("A", "started", 0);
    steps.report("B", "started", 0);
    steps.report("B", "done", 1);
    steps.close();
    // What the terminal shows in the end: follow "up n lines, clear below".
    const shown: string[] = [];
    for (const part of screen.text().split(/(?=\u001B\[\d+A\u001B\[0J)/)) {
      const up = /^\u001B\[(\d+)A\u001B\[0J/.exec(part);
      if (up) shown.splice(shown.length - Number(up[1]));
      shown.push(
        ...part
          .slice(up?.[0].length ?? 0)
          .split("\n")
          .slice(0, -1),
      );
    }
    expect(shown).toHaveLength(1);
    expect(shown[0]).toContain("B");
  });
});

describe("what the terminal says at the end", () => {
  it("names the addresses and what the platform is not", () => {
    const folders = { data: "/x/.local", postgres: "", apiServer: "", pods: "", kubeconfig: "", ports: "", lock: "" };
    const kubeconfigPath = "/x/.local/kubeconfig";
    const gatewayUrl = "http://127.0.0.1:3000";
    const addresses = { dashboardUrl: "http://localhost:3000/", gatewayUrl, kubeconfigPath, folders };
    const text = formatSummary(addresses, { processes: 14, pssMebibytes: 411.6 });
    for (const part of [
      "http://localhost:3000/docs",
      "(every site; 127.0.0.1:3000 with a Host header)",
      `--kubeconfig ${kubeconfigPath}`,
      "isolates nothing",
      "412 MiB (PSS) in 14 processes",
    ]) {
      expect(text).toContain(part);
    }
    expect(text).toContain("stored, not enforced");
    expect(formatSummary(addresses, undefined)).not.toContain("Memory");
  });

  it("counts this process and what it started", async () => {
    const child = spawn(process.execPath, ["-e", "setInterval(() => 0, 1000)"]);
    await once(child, "spawn");
    const memory = await readTreeMemory(process.pid);
    expect(memory?.processes ?? 2).toBeGreaterThanOrEqual(2);
    expect(memory?.pssMebibytes ?? 10).toBeGreaterThan(5);
    child.kill();
  });

  it("puts a one-time code in a frame of its own width", () => {
    const lines = formatCode({ phone: "+79001234567", code: "123456", purpose: "login" }, false).split("\n");
    expect(new Set(lines.map(({ length }) => length)).size).toBe(1);
    expect(lines[1]).toContain("123456");
  });
});
