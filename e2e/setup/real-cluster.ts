import { randomBytes } from "node:crypto";
import type { TestProject } from "vitest/node";
import { buildImages } from "../../scripts/images/build-images.ts";
import { startRealCluster } from "../cluster/src/index.ts";
import type { RealCluster } from "../cluster/src/index.ts";
import { findChromium } from "../harness/chromium.ts";
import { findHelm, findKubectl } from "../harness/kubernetes-tools.ts";
import { makeTestCertificate } from "../harness/test-certificate.ts";
import { keepDiagnostics } from "../real-cluster/harness/diagnostics.ts";
import { installChart } from "../real-cluster/harness/install-chart.ts";
import { dashboardHost, nextTag, siteDomain, upgradedImages } from "../real-cluster/harness/names.ts";
import type { ClusterAddresses, ImageSize } from "../real-cluster/harness/provided.ts";
import { startSmsGateway } from "../real-cluster/harness/sms-gateway.ts";
import { addressForPods } from "./address-for-pods.ts";
import { tellRanOn } from "./ran-on.ts";
import { readProgramVersion } from "./versions.ts";

/** Vitest's global setup of the tests on a real cluster: the cluster, our images in it, the chart installed once. */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const began = performance.now();
  const log = (line: string) =>
    console.log(`  ${((performance.now() - began) / 1000).toFixed(0).padStart(4)} s  ${line}`);
  const skip = (reason: string) => {
    console.log(`  ${reason}`);
    tellRanOn(project.name, `skipped: ${reason}`);
    project.provide("realCluster", null);
    project.provide("chromium", null);
    return () => Promise.resolve();
  };
  const [kubectl, helm] = [await findKubectl(process.env["KUBECTL"]), await findHelm(process.env["HELM"])];
  if (!kubectl || !helm) return skip("kubectl 1.36 and helm 4 are needed: install them and set KUBECTL and HELM");
  const chromium = await findChromium(process.env["CHROMIUM_PATH"]);
  const cluster = await startRealCluster({ log });
  if ("missing" in cluster) return skip(cluster.missing);

  const browser = chromium ? await readProgramVersion(chromium, "--version") : "no Chromium (its tests are skipped)";
  tellRanOn(project.name, cluster.description, browser);
  const stop = async (closers: readonly (() => Promise<void>)[]) => {
    await keepDiagnostics({ kubectl, kubeconfigPath: cluster.kubeconfigPath });
    for (const close of closers) await close();
    await cluster.stop();
  };
  try {
    const images = await loadImages(cluster, log);
    const { addresses, closers } = await installPlatform(cluster, { kubectl, helm, images }, log);
    project.provide("realCluster", addresses);
    project.provide("chromium", chromium);
    log("the platform is installed");
    return () => stop(closers);
  } catch (error) {
    await stop([]);
    throw error;
  }
}

/** Every image, and those that tests upgrade to. */
async function loadImages(cluster: RealCluster, log: (line: string) => void): Promise<readonly ImageSize[]> {
  log("images are made …");
  const images = await buildImages();
  const nextOnes = await buildImages({ names: upgradedImages, tag: nextTag });
  log("images are loaded …");
  await cluster.loadImages([...images, ...nextOnes].map(({ file }) => file));
  return images.map(({ name, bytes, ownBytes }) => ({ name, bytes, ownBytes }));
}

async function installPlatform(
  cluster: RealCluster,
  given: Pick<ClusterAddresses, "kubectl" | "helm" | "images">,
  log: (line: string) => void,
): Promise<{ addresses: ClusterAddresses; closers: readonly (() => Promise<void>)[] }> {
  const certificate = await makeTestCertificate([`*.${siteDomain}`, dashboardHost]);
  const secret = randomBytes(24).toString("hex");
  const gateway = await startSmsGateway(secret);
  const { description, kubeconfigPath, ingress, own } = cluster;
  const valuesFile = await installChart({
    tools: { ...given, kubeconfigPath },
    ingress,
    certificate,
    sms: { url: `http://${addressForPods(cluster)}:${gateway.port}/`, secret },
    log,
  });
  const addresses = {
    ...given,
    description,
    kubeconfigPath,
    ingress,
    authority: certificate.authority,
    publicKeyHash: certificate.publicKeyHash,
    codesUrl: gateway.codesUrl,
    ownName: own?.name ?? null,
    valuesFile,
  };
  return { addresses, closers: [() => gateway.stop()] };
}
