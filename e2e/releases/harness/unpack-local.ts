import { spawnSync } from "node:child_process";
import { cp, mkdtemp, readdir, rename, rm, stat, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { isPortFree, readState, startPostgres } from "@tochka-rosta/testing";
import { waitFor } from "../../harness/http.ts";
import { unpackArchive } from "./archive.ts";
import { locateFixture, readExpected, type Expected } from "./fixture.ts";
import { shiftTime } from "./shift-time.ts";

/** A release's data folder, ready for any programs to start on. */
export interface UnpackedLocal {
  readonly path: string;
  readonly expected: Expected;
  /** How much later than its day everything in it happens, in milliseconds. */
  readonly movedBy: number;
  remove(): Promise<void>;
}

/** Unpacks a release's `.local` into a temporary folder, with its times moved on to now. */
export async function unpackLocal(release: string): Promise<UnpackedLocal> {
  const expected = await readExpected(release);
  const path = await mkdtemp(join(tmpdir(), `tochka-rosta-${release}-`));
  await unpackArchive(locateFixture(release).local, path);
  const postgres = join(path, "postgres");
  const cluster = await placeCluster(postgres);
  const { port = 0 } = await mustReadState(postgres);
  // Another run of the same test may have it. On another one every site would be without its database.
  await waitFor(`port ${port}, the address of its database that each site keeps`, () => isPortFree(port), {
    timeoutSeconds: 240,
    everyMilliseconds: 1000,
  });
  const movedBy = Date.now() - Date.parse(expected.recordedAt);
  await shiftTime(postgres, movedBy);
  return {
    path,
    expected,
    movedBy,
    async remove() {
      for (const folder of [cluster, path]) await rm(folder, { recursive: true, force: true, maxRetries: 5 });
    },
  };
}

/**
 * Puts the unpacked cluster to where PostgreSQL can read it here, and returns the place. As root the server runs as a user of its own:
 * a fresh cluster shows the place and the owner, and then has to make room.
 */
async function placeCluster(postgres: string): Promise<string> {
  const file = join(postgres, "postgres.json");
  const { password, port } = await mustReadState(postgres);
  const [unpacked, aside] = [join(postgres, "postgres"), join(postgres, "unpacked")];
  await rename(unpacked, aside);
  await rm(file);
  await (await startPostgres({ dataDirectory: postgres })).stop();

  const fresh = await mustReadState(postgres);
  const { uid, gid } = await stat(fresh.cluster);
  for (const name of await readdir(fresh.cluster)) await rm(join(fresh.cluster, name), { recursive: true });
  await cp(aside, fresh.cluster, { recursive: true });
  await rm(aside, { recursive: true });
  if (process.getuid?.() === 0) spawnSync("chown", ["-R", `${uid}:${gid}`, fresh.cluster]);
  await writeFile(file, JSON.stringify({ password, port, cluster: fresh.cluster }), { mode: 0o600 });
  return fresh.cluster;
}

/** What a platform remembers of its PostgreSQL, whose data may lie outside the folder. @throws Error where it never ran */
export async function mustReadState(postgres: string) {
  const state = await readState(postgres);
  if (!state) throw new Error(`There is no PostgreSQL in ${postgres}`);
  return state;
}
