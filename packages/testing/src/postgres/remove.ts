import { rm } from "node:fs/promises";
import { findCluster } from "./cluster.ts";
import { endOrphanedServer } from "./orphan.ts";
import { removeState } from "./state.ts";

/** Ends the server that an earlier process may have left running on this data. @throws StartError while that process lives */
export async function endServerOf(dataDirectory: string): Promise<void> {
  await endOrphanedServer(await findCluster(dataDirectory));
}

/** Deletes the cluster and its state, wherever they lie, damaged ones too. The server must be stopped. */
export async function removePostgresData(dataDirectory: string): Promise<void> {
  const { cluster } = await findCluster(dataDirectory);
  await rm(cluster, { recursive: true, force: true });
  await removeState(dataDirectory);
}
