import { inject } from "vitest";
import { openOwnCluster } from "../../cluster/src/own/own-cluster.ts";
import type { OwnCluster } from "../../cluster/src/own/own-cluster.ts";
import { runFolderOf } from "../../cluster/src/own/run-folder.ts";
import { Cluster } from "../../harness/cluster.ts";
import { reachSitesThrough, waitFor } from "../../harness/http.ts";
import { callTool, type ToolAnswer } from "@tochka-rosta/testing";
import { trustInChromium } from "../../harness/test-certificate.ts";
import type { TestPlatform } from "../../harness/test-platform.ts";
import { chromiumRules, createIngressAgent } from "./ingress-agent.ts";
import { dashboardHost, dashboardUrl, siteDomain } from "./names.ts";
import type { ClusterAddresses } from "./provided.ts";

/** The platform as the chart installed it on a real cluster. */
export interface ClusterPlatform extends TestPlatform {
  readonly addresses: ClusterAddresses;
  /** Whether the cluster is one of our own, whose machine we hold: tests that break parts or read its audit log need that. */
  readonly isOwn: boolean;
  /** Handles of our own cluster: faults, audit log, the node's shell. @throws Error for any other cluster. */
  own(): Promise<OwnCluster>;
  /** What kubectl prints. @throws Error with its output when it fails. */
  kubectl(...words: string[]): Promise<string>;
  /** The same, for what may be refused; the input is what `-f -` reads. */
  tryKubectl(words: readonly string[], input?: string): Promise<ToolAnswer>;
  /** Applies these objects server-side. */
  apply(...objects: readonly object[]): Promise<void>;
  /** What helm prints. @throws Error with its output when it fails. */
  helm(...words: string[]): Promise<string>;
  /** A plain client for the API server, with an administrator's rights. */
  connect(): Promise<Cluster>;
}

/** The platform that all tests of the real cluster share. Call it at the top of a test file. */
export function clusterPlatform(): ClusterPlatform {
  const given = inject("realCluster");
  // Without a cluster the runner skips every test, but their files are still loaded.
  if (given) reachSitesThrough(createIngressAgent(given));
  const addresses = () => {
    if (!given) throw new Error("There is no cluster: this belongs into a test or a hook, which are skipped then");
    return given;
  };
  const call = (program: string, words: readonly string[], input?: string) =>
    callTool(program, ["--kubeconfig", addresses().kubeconfigPath, ...words], {
      input: input ?? "",
      timeoutSeconds: 300,
    });
  const tryKubectl = (words: readonly string[], input?: string) => call(addresses().kubectl, words, input);
  const kubectl = async (...words: string[]) => expectSuccess("kubectl", words, await tryKubectl(words));
  let own: Promise<OwnCluster> | undefined;
  return {
    get addresses() {
      return addresses();
    },
    isOwn: given?.ownName != null,
    own() {
      const { ownName } = addresses();
      if (ownName === null) throw new Error("This cluster is not of our own: skip by platform.isOwn");
      return (own ??= openOwnCluster(runFolderOf(ownName)));
    },
    get kubeconfigPath() {
      return addresses().kubeconfigPath;
    },
    get chromiumFlags() {
      const { ingress } = addresses();
      return [chromiumRules(ingress, [`*.${siteDomain}`, dashboardHost]), trustInChromium(addresses())];
    },
    dashboardUrl,
    shopUrl: (subdomain) => `https://shop--${subdomain}.${siteDomain}`,
    kubectl,
    tryKubectl,
    async apply(...objects) {
      const list = JSON.stringify({ apiVersion: "v1", kind: "List", items: objects });
      const words = ["apply", "--server-side", "--force-conflicts", "-f", "-"];
      expectSuccess("kubectl", words, await tryKubectl(words, list));
    },
    helm: async (...words) => expectSuccess("helm", words, await call(addresses().helm, words)),
    connect: () => Cluster.connect(addresses().kubeconfigPath),
    codeAfter: (phone, act) => codeAfter(addresses().codesUrl, phone, act),
  };
}

function expectSuccess(program: string, words: readonly string[], { exitCode, output }: ToolAnswer): string {
  if (exitCode !== 0) throw new Error(`${program} ${words.join(" ")} ended with ${exitCode}: ${output}`);
  return output.trim();
}

async function codeAfter(codesUrl: string, phone: string, act: () => Promise<unknown>): Promise<string> {
  const read = async () =>
    (await (await fetch(`${codesUrl}?phone=${encodeURIComponent(phone)}`)).json()) as readonly string[];
  const before = (await read()).length;
  await act();
  return waitFor(`a code for ${phone} at the SMS gateway`, async () => (await read())[before], { timeoutSeconds: 30 });
}
