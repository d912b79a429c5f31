import { join } from "node:path";
import { findFreePort } from "@tochka-rosta/testing";
import { typeStartIn } from "../../harness/start-command.ts";
import { waitFor } from "../../harness/http.ts";
import type { TestPlatform } from "../../harness/test-platform.ts";
import { plainEnvironment, runTask } from "./open-release.ts";

/** A platform of a release's own programs. */
export interface ReleasePlatform extends TestPlatform {
  /** The address of a host of this platform. */
  siteUrl(host: string): string;
  stop(): Promise<void>;
}

/** Types `npm start` in a release's folder; one-time codes are read in its terminal. */
export async function startRelease(folder: string, dataDirectory: string, port?: number): Promise<ReleasePlatform> {
  const chosen = port ?? (await findFreePort());
  const start = typeStartIn(folder, ["--port", String(chosen), "--data", dataDirectory], plainEnvironment());
  await start.untilReady();
  const siteUrl = (host: string) => `http://${host}:${chosen}`;
  return {
    siteUrl,
    dashboardUrl: `http://localhost:${chosen}/`,
    kubeconfigPath: join(dataDirectory, "kubeconfig"),
    chromiumFlags: [],
    shopUrl: (subdomain) => siteUrl(`shop--${subdomain}.localhost`),
    async codeAfter(phone, act) {
      const before = start.output().length;
      await act();
      const pattern = new RegExp(`One-time code for ${phone.replace("+", "\\+")}: (\\d{6})`);
      return waitFor("a one-time code", async () => pattern.exec(start.output().slice(before))?.[1]);
    },
    async stop() {
      start.interrupt();
      const exitCode = await start.exitCode;
      if (exitCode !== 0) throw new Error(`npm start ended with ${exitCode}:\n${start.output()}`);
    },
  };
}

/** Makes a founder by the release's own command. */
export async function makeFounder(
  folder: string,
  dataDirectory: string,
  { phone, password }: { readonly phone: string; readonly password: string },
): Promise<void> {
  await runTask(folder, ["founder", "--data", dataDirectory, "--phone", phone, "--password-stdin"], password);
}
