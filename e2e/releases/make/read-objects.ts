import { readFile } from "node:fs/promises";
import { stringify } from "yaml";
import { callKubectl, findKubectl } from "@tochka-rosta/testing";

/** What people and the platform's own programs write; the rest the cluster makes out of it. */
const kinds = [
  "namespaces",
  "tenants",
  "modules",
  "moduleinstances",
  "hostclaims",
  "secrets",
  "configmaps",
  "serviceaccounts",
  "roles",
  "rolebindings",
  "resourcequotas",
  "limitranges",
  "networkpolicies",
  "deployments",
  "services",
  "ingresses",
];

/** Every object of these kinds as the API server gives it, as YAML documents. @throws Error with kubectl's output */
export async function readObjects(kubeconfigPath: string): Promise<string> {
  const program = await findKubectl(process.env["KUBECTL"]);
  if (program === null) throw new Error("kubectl is needed: set KUBECTL");
  await readFile(kubeconfigPath);
  const words = ["get", kinds.join(","), "--all-namespaces", "--show-managed-fields", "-o", "json"];
  const { exitCode, output } = await callKubectl(program, kubeconfigPath, words);
  if (exitCode !== 0) throw new Error(output);
  const { items } = JSON.parse(output) as { items: object[] };
  return items.map((item) => stringify(item, { lineWidth: 0 })).join("---\n");
}
