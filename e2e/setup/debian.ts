import { execFile } from "node:child_process";
import { existsSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { withLock } from "../../scripts/build/lock.ts";

const run = promisify(execFile);
const environment = { ...process.env, DEBIAN_FRONTEND: "noninteractive" };

/** apt waits for another one that installs, not for one that fetches lists; and suites that run side by side may want the same. */
const lock = join(tmpdir(), "tochka-rosta-apt.lock");
const waitForOthers = ["-o", "DPkg::Lock::Timeout=300"];

/** Installs a package where we are root on Debian or a child of it; false anywhere else and when it cannot be had. */
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
        // A machine that never fetched the package lists, or whose lists are old, knows no such package.
        await install().catch(async () => {
          await apt("update");
          await install();
        });
      },
    );
    return true;
  } catch (error) {
    const reason = error instanceof Error ? error.message.split("\n")[0] : String(error);
    console.log(`  ${name} could not be installed: ${reason}`);
    return false;
  }
}
