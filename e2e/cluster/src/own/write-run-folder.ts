import { randomBytes } from "node:crypto";
import { chmod, copyFile, link, mkdir, symlink, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { buildConfigurationFiles } from "./configuration.ts";
import { buildKubeconfig } from "./kubeconfig.ts";
import { createAuthority, createTokenKeys } from "./pki.ts";
import type { Authority, CertificatePair } from "./pki.ts";
import { buildPlan } from "./plan.ts";
import type { Programs } from "./programs.ts";
import type { RunFolder } from "./run-folder.ts";
import { apiServerClusterAddress, clusterDomain, inside, nodeName } from "./settings.ts";
import type { Cable } from "./settings.ts";

/** How many volumes claims may bind; each is a folder that any user may write to. */
export const volumeCount = 12;

/** The callers among the cluster's own parts; each gets a kubeconfig with a certificate. */
const callers = {
  "kube-controller-manager": { commonName: "system:kube-controller-manager" },
  "kube-scheduler": { commonName: "system:kube-scheduler" },
  "kube-proxy": { commonName: "system:kube-proxy" },
  kubelet: { commonName: `system:node:${nodeName}`, organization: "system:nodes" },
  "network-policy": { commonName: "tochka-rosta:network-policy" },
};

/** Writes everything that a new cluster reads: programs, keys, settings, plan. */
export async function writeRunFolder(folder: RunFolder, cable: Cable, programs: Programs): Promise<void> {
  const folders = ["bin", "pki", "kubeconfigs", "config", "logs", "var-lib", "kubelet", "containerd", "etcd"];
  for (const name of folders) await mkdir(join(folder.path, name), { recursive: true, mode: 0o700 });
  for (const [name, { path }] of Object.entries(programs)) await place(path, join(folder.path, "bin", name));
  await linkPlugins(join(folder.path, "bin", "cni"));
  await writeKeys(folder, cable);
  for (const [name, text] of Object.entries(buildConfigurationFiles(folder.cgroup))) {
    await write(join(folder.path, "config", name), text);
  }
  for (let number = 1; number <= volumeCount; number += 1) {
    const volume = join(folder.path, "volumes", String(number));
    await mkdir(volume, { recursive: true });
    await chmod(volume, 0o777); // mkdir's mode would be cut by the umask.
  }
  await write(join(folder.path, "plan.json"), JSON.stringify(buildPlan({ cgroup: folder.cgroup, cable }), null, 2));
}

/** A link costs nothing, and keeps the program when a newer one takes its place in the cache. */
async function place(program: string, at: string): Promise<void> {
  await link(program, at).catch(() => copyFile(program, at));
}

/** containerd looks for plug-ins in one folder: the distribution's and ours. The links lead somewhere within the cluster only. */
async function linkPlugins(at: string): Promise<void> {
  await mkdir(at, { mode: 0o700 });
  for (const name of ["bridge", "host-local", "loopback", "portmap"])
    await symlink(`/usr/lib/cni/${name}`, join(at, name));
  await symlink(`${inside}/bin/network-policy`, join(at, "network-policy"));
}

async function writeKeys(folder: RunFolder, cable: Cable): Promise<void> {
  const authority = await createAuthority(`tochka-rosta cluster ${folder.name}`);
  const frontProxy = await createAuthority("front-proxy");
  const tokenKeys = createTokenKeys();
  const adminToken = randomBytes(32).toString("hex");
  const pki = (name: string) => join(folder.path, "pki", name);
  const writePair = async (name: string, pair: CertificatePair) => {
    await write(pki(`${name}.crt`), pair.certificate);
    await write(pki(`${name}.key`), pair.privateKey);
  };
  await writePair("ca", authority);
  await writePair("front-proxy-ca", frontProxy);
  await writePair("front-proxy-client", await frontProxy.issue({ commonName: "front-proxy-client" }));
  await writePair("api-server", await issueForApiServer(authority, cable));
  await writePair(
    "kubelet-client",
    await authority.issue({ commonName: "kube-apiserver-kubelet-client", organization: "system:masters" }),
  );
  await writePair(
    "kubelet-server",
    await authority.issue({ commonName: nodeName, names: { dns: [nodeName], addresses: [cable.nodeAddress] } }),
  );
  await write(pki("service-accounts.pub"), tokenKeys.publicKey);
  await write(pki("service-accounts.key"), tokenKeys.privateKey);
  await write(pki("tokens.csv"), `${adminToken},admin,admin,"system:masters"\n`);

  const kubeconfigFor = (caller: Parameters<typeof buildKubeconfig>[3]) =>
    buildKubeconfig(`tochka-rosta-${folder.name}`, cable.nodeAddress, authority.certificate, caller);
  for (const [name, subject] of Object.entries(callers)) {
    await write(join(folder.path, "kubeconfigs", name), kubeconfigFor(await authority.issue(subject)));
  }
  await write(folder.kubeconfig, kubeconfigFor({ token: adminToken }));
}

function issueForApiServer(authority: Authority, cable: Cable): Promise<CertificatePair> {
  const service = ["kubernetes", "kubernetes.default", "kubernetes.default.svc"];
  return authority.issue({
    commonName: "kube-apiserver",
    names: {
      dns: [...service, `kubernetes.default.svc.${clusterDomain}`, "localhost"],
      addresses: [cable.nodeAddress, apiServerClusterAddress, "127.0.0.1"],
    },
  });
}

async function write(file: string, text: string): Promise<void> {
  await mkdir(dirname(file), { recursive: true });
  await writeFile(file, text, { mode: 0o600 });
}
