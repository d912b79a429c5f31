import { findFreePort } from "@tochka-rosta/testing";
import { waitFor } from "./http.ts";
import { makeDataDirectory } from "./platform.ts";
import { copyRepository, type RepositoryCopy } from "./repository-copy.ts";
import { typeDevIn, type StartCommand } from "./start-command.ts";
import type { TestPlatform } from "./test-platform.ts";

/** A platform under `npm run dev` in a copy of this working copy. */
export interface DevPlatform extends TestPlatform {
  readonly copy: RepositoryCopy;
  readonly command: StartCommand;
  /** Resolves when the terminal shows a line with this text. */
  untilPrinted(text: string): Promise<void>;
  /** The address of a host of this platform. */
  siteUrl(host: string): string;
  /** Ctrl-C, then everything is deleted. */
  stop(): Promise<void>;
}

/** Types `npm run dev` in a new copy and waits until the platform is whole. */
export async function startDevPlatform(): Promise<DevPlatform> {
  const copy = await copyRepository();
  const data = await makeDataDirectory();
  const port = await findFreePort();
  const command = typeDevIn(copy.root, ["--port", String(port), "--data", data.path]);
  await command.untilReady();
  const siteUrl = (host: string) => `http://${host}:${port}`;
  return {
    copy,
    command,
    siteUrl,
    dashboardUrl: siteUrl("localhost"),
    kubeconfigPath: `${data.path}/kubeconfig`,
    chromiumFlags: [],
    shopUrl: (subdomain) => siteUrl(`shop--${subdomain}.localhost`),
    codeAfter: (phone, act) => readCode(command, phone, act),
    untilPrinted: async (text) =>
      void (await waitFor(`the terminal to show ${text}`, async () => command.output().includes(text))),
    async stop() {
      command.interrupt();
      await command.exitCode;
      await data.remove();
      await copy.remove();
    },
  };
}

/** As a person reads it in the terminal. */
async function readCode(command: StartCommand, phone: string, act: () => Promise<unknown>): Promise<string> {
  const before = command.output().length;
  await act();
  return waitFor(
    "a one-time code in the terminal",
    async () => new RegExp(`code for \\${phone}: (\\d+)`).exec(command.output().slice(before))?.[1],
  );
}
