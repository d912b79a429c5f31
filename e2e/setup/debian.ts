import { execFile } from "node:child_process";
import { existsSync } from "node:fs";
import { promisify } from "node:util";

const run = promisify(execFile);
const environment = { ...process.env, DEBIAN_FRONTEND: "noninteractive" };

/** Installs a package where we are root on Debian or a child of it; false anywhere else and when it cannot be had. */
export async function installDebianPackage(name: string): Promise<boolean> {
  if (process.getuid?.() !== 0 || !existsSync("/usr/bin/apt-get")) return false;
  console.log(`  installing Debian's ${name} …`);
  const install = () =>
    run("apt-get", ["install", "-y", "--no-install-recommends", name], { env: environment, timeout: 600_000 });
  try {
    // A machine that never fetched the package lists, or whose lists are old, knows no such package.
    await install().catch(async () => {
      await run("apt-get", ["update"], { env: environment, timeout: 300_000 });
      await install();
    });
    return true;
  } catch (error) {
    const reason = error instanceof Error ? error.message.split("\n")[0] : String(error);
    console.log(`  ${name} could not be installed: ${reason}`);
    return false;
  }
}
