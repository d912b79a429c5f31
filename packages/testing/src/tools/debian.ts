import { execFile } from "node:child_process";
import { existsSync } from "node:fs";
import { mkdir, readFile, readdir, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { promisify } from "node:util";
import { withLock } from "../process/file-lock.ts";

const run = promisify(execFile);
const environment = { ...process.env, DEBIAN_FRONTEND: "noninteractive" };

/** apt waits for another one that installs, not for one that fetches lists; and suites that run side by side may want the same. */
const lock = join(tmpdir(), "tochka-rosta-apt.lock");
const waitForOthers = ["-o", "DPkg::Lock::Timeout=300"];

/**
 * Installs a package where we are root on Debian or a child of it; false anywhere else and when it cannot be had. Programs are wanted, no
 * services: none starts now or when the machine does, and PostgreSQL gets no cluster of its own.
 */
export async function installDebianPackage(name: string): Promise<boolean> {
  if (process.getuid?.() !== 0 || !existsSync("/usr/bin/apt-get")) return false;
  console.log(`  installing Debian's ${name} …`);
  const apt = (...words: string[]) =>
    run("apt-get", [...waitForOthers, ...words], { env: environment, timeout: 600_000 });
  const install = () => apt("install", "-y", "--no-install-recommends", name);
  try {
    await withLock(
      lock,
      () => undefined,
      async () => {
        const before = await listUnits();
        // A machine that never fetched the package lists, or whose lists are old, knows no such package.
        await withFiles(name.startsWith("postgresql") ? [noStarts, noCluster] : [noStarts], () =>
          install().catch(async () => {
            await apt("update");
            await install();
          }),
        );
        await disableUnits((await listUnits()).filter((unit) => !before.includes(unit)));
      },
    );
    return true;
  } catch (error) {
    console.log(`  ${name} could not be installed: ${firstLineOf(error)}`);
    return false;
  }
}

/** A file as the machine's administrator would write it. */
interface SettingsFile {
  readonly path: string;
  readonly text: string;
  readonly mode: number;
}

/** Packages' scripts ask it before they start a service; 101 means "forbidden". One that a killed process left forbids nothing. */
export const noStarts: SettingsFile = {
  path: "/usr/sbin/policy-rc.d",
  text: `#!/bin/sh\n# Of the tests of tochka-rosta, while they install.\nkill -0 ${process.pid} 2>/dev/null && exit 101\nexit 0\n`,
  mode: 0o755,
};

/** PostgreSQL's packages make a cluster of their own, which would run on its usual port. */
const noCluster: SettingsFile = {
  path: "/etc/postgresql-common/createcluster.d/tochka-rosta.conf",
  text: "create_main_cluster = false\n",
  mode: 0o644,
};

/** Does `work` while these files are there. One that is there already is the administrator's and stays as it is. */
export async function withFiles<T>(files: readonly SettingsFile[], work: () => Promise<T>): Promise<T> {
  const written: string[] = [];
  try {
    for (const { path, text, mode } of files) {
      if (existsSync(path) && !(await isLeftOver(path, text))) continue;
      await mkdir(dirname(path), { recursive: true });
      await writeFile(path, text, { mode });
      written.push(path);
    }
    return await work();
  } finally {
    for (const path of written) await rm(path, { force: true });
  }
}

/** Of a run that was killed: as this one writes it, but for the process. */
async function isLeftOver(path: string, text: string): Promise<boolean> {
  const withoutNumbers = (content: string) => content.replace(/\d+/g, "");
  return withoutNumbers(await readFile(path, "utf8")) === withoutNumbers(text);
}

const unitFolder = "/usr/lib/systemd/system";

/** What systemd could start; templates and other names of the same (which it refuses to disable) apart. */
async function listUnits(): Promise<string[]> {
  const entries = existsSync(unitFolder) ? await readdir(unitFolder, { withFileTypes: true }) : [];
  return entries
    .filter((entry) => entry.isFile() && /^[^@]+\.(service|socket|timer)$/.test(entry.name))
    .map(({ name }) => name);
}

async function disableUnits(units: readonly string[]): Promise<void> {
  if (units.length === 0 || !existsSync("/usr/bin/systemctl")) return;
  await run("systemctl", ["disable", ...units]).catch((error: unknown) => {
    console.log(`  these will start when the machine does: ${units.join(", ")} (${firstLineOf(error)})`);
  });
}

function firstLineOf(error: unknown): string {
  return (error instanceof Error ? error.message : String(error)).split("\n")[0] ?? "";
}
