import { execFile } from "node:child_process";
import { join } from "node:path";
import { ApiClient } from "./api-client.ts";
import { expectStatus, type Person } from "./owner.ts";
import type { PlatformAddresses } from "./platform.ts";
import type { TestPlatform } from "./test-platform.ts";

const run = join(import.meta.dirname, "../../scripts/run.mjs");

/** Makes a person a founder, beside those that other tests made, and resolves to what the command printed. */
export function makeFounder(platform: Pick<PlatformAddresses, "dataDirectory">, founder: Person): Promise<string> {
  const words = [
    "founder",
    "--data",
    platform.dataDirectory,
    "--phone",
    founder.phone,
    "--another",
    "--password-stdin",
  ];
  return new Promise((resolve, reject) => {
    const child = execFile(process.execPath, [run, ...words], (error, stdout, stderr) => {
      if (error) reject(new Error(`${stdout}${stderr}`));
      else resolve(stdout);
    });
    child.stdin?.end(founder.password);
  });
}

/** Signs a person in by password. */
export async function enter(platform: Pick<TestPlatform, "dashboardUrl">, { phone, password }: Person) {
  const api = new ApiClient(platform.dashboardUrl);
  await expectStatus(api.post("/api/auth/login-password", { phone, password }), 200);
  return api;
}
