import { findHelm } from "../../e2e/harness/kubernetes-tools.ts";
import { copyChartSources } from "./copy-sources.ts";
import { localPlatformFile, renderLocalPlatform } from "./render-local.ts";

/**
 * Writes what the chart is fed with and what is rendered from it.
 * @returns why the local platform was not rendered, or undefined when it was
 */
export async function generateChart(root: string): Promise<string | undefined> {
  copyChartSources(root);
  const helm = await findHelm(process.env["HELM"]);
  if (helm === null) return `no helm could be had (set HELM to one), so ${localPlatformFile} was not rendered anew`;
  await renderLocalPlatform(root, helm);
  return undefined;
}
