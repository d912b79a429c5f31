// Makes the fixture of a release: `node e2e/releases/make/make.ts <version> [commit]`. With a commit its archive of sources is made
// first. Then that release's own programs start from the archive, are used, and what they left is written next to it.
import { execFile, spawnSync } from "node:child_process";
import { chmod, mkdir, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { gunzipSync, gzipSync } from "node:zlib";
import { locateFixture, type Expected } from "../harness/fixture.ts";
import { openRelease } from "../harness/open-release.ts";
import { makeFounder, startRelease } from "../harness/start-release.ts";
import { spellingOf } from "../harness/spelling.ts";
import { dumpAndSqueeze, packLocal } from "./pack-local.ts";
import { founder, kubectlTenant, seller } from "./people.ts";
import { readObjects } from "./read-objects.ts";
import { playStory, type Story } from "./story.ts";

/**
 * Ports that few programs listen on, and that no test is given by chance: a module keeps the address of its database, so the fixture
 * runs where this one of PostgreSQL is free.
 */
const ports = { gateway: 17_020, postgres: 17_021, core: 17_022, apiServer: 17_023 };
const repositoryRoot = join(import.meta.dirname, "../../..");

const [release, commit] = process.argv.slice(2);
if (!release || !/^\d+\.\d+\.\d+$/.test(release))
  throw new Error("Usage: node e2e/releases/make/make.ts <version> [commit]");
const files = locateFixture(release);
await mkdir(files.folder, { recursive: true });
if (commit) await archiveSources(commit);
await make(release);

async function archiveSources(revision: string): Promise<void> {
  // Pictures of the documents and the fixtures of earlier releases start no program.
  const paths = [".", ":(exclude)docs/images", ":(exclude,glob)e2e/releases/*.*.*/**"];
  const words = ["archive", "--format=tar", revision, "--", ...paths];
  const options = { cwd: repositoryRoot, encoding: "buffer", maxBuffer: 1 << 28 } as const;
  const { stdout } = await promisify(execFile)("git", words, options);
  await writeFile(files.sources, gzipSync(stdout, { level: 9 }));
}

/** `git archive` writes the commit into the archive itself. */
async function readCommit(): Promise<string> {
  const archive = gunzipSync(await readFile(files.sources));
  const { stdout } = spawnSync("git", ["get-tar-commit-id"], { input: archive, encoding: "utf8" });
  return stdout.trim();
}

async function make(version: string): Promise<void> {
  const folder = await openRelease(files.sources);
  const data = await mkdtemp(join(tmpdir(), "tochka-rosta-fixture-"));
  // So that PostgreSQL's own user gets to its data, which then lie in this folder.
  await chmod(data, 0o711);
  try {
    console.log(`${version} starts in ${data} …`);
    await fixPorts(folder, data);
    const platform = await startRelease(folder, data, ports.gateway);
    let story: Story;
    try {
      await makeFounder(folder, data, founder);
      story = await playStory({ platform, spelling: spellingOf(version) });
      await writeFile(files.objects, await readObjects(platform.kubeconfigPath));
    } finally {
      await platform.stop();
    }
    const dumps = await dumpAndSqueeze(data, seller.subdomain);
    await writeFile(files.coreDump, dumps.core);
    await writeFile(files.shopDump, dumps.shop);
    console.log(`local.tar.zst: ${await packLocal(data, files.local)} bytes`);
    await writeExpected(version, story);
  } finally {
    await rm(data, { recursive: true, force: true });
  }
}

/** A first start makes everything, on ports that it picks; later ones keep to what they find written. */
async function fixPorts(folder: string, data: string): Promise<void> {
  await (await startRelease(folder, data, ports.gateway)).stop();
  const file = join(data, "postgres/postgres.json");
  const known = JSON.parse(await readFile(file, "utf8")) as object;
  await writeFile(file, JSON.stringify({ ...known, port: ports.postgres }), { mode: 0o600 });
  const { gateway, core, apiServer } = ports;
  await writeFile(join(data, "ports.json"), JSON.stringify({ gateway, core, apiServer }));
}

async function writeExpected(version: string, story: Story): Promise<void> {
  const expected: Expected = {
    release: version,
    commit: await readCommit(),
    recordedAt: new Date().toISOString(),
    founder,
    ...story,
    kubectlTenant,
  };
  await writeFile(files.expected, `${JSON.stringify(expected, undefined, 2)}\n`);
}
