import { rm } from "node:fs/promises";
import { endLeftovers } from "@tochka-rosta/node";
import { endServerOf, removePostgresData } from "@tochka-rosta/testing";
import { layOut } from "./folders.ts";
import { assertAbandoned } from "./lock.ts";

/**
 * Deletes everything a platform kept, after ending what an earlier one may have left running.
 * @throws StartError when a platform runs on this folder.
 */
export async function resetPlatform(dataDirectory: string): Promise<void> {
  const folders = layOut(dataDirectory);
  await assertAbandoned(folders.lock);
  await endLeftovers(folders.pods);
  await endServerOf(folders.postgres);
  await removePostgresData(folders.postgres);
  await rm(folders.data, { recursive: true, force: true });
}
