import { TransportError } from "@tochka-rosta/controller-runtime";
import type { Client } from "@tochka-rosta/controller-runtime";
import { resourceOf } from "./addons/objects.ts";
import { ingress, nodeName } from "./settings.ts";
import { waitUntil } from "./wait.ts";

interface WithConditions {
  readonly status?: { readonly conditions?: readonly { readonly type: string; readonly status: string }[] };
}

const deployments = resourceOf("apps/v1", "Deployment");

export async function waitForApiServer(client: Client): Promise<void> {
  // A failing check answers 500, which the client throws.
  await waitUntil("the API server is ready", 60, () => client.getPath("/readyz?verbose").catch(readPlainText));
}

/** "/readyz" answers in plain text; that the client finds no JSON in it says that it answered well. */
function readPlainText(error: unknown): unknown {
  if (error instanceof TransportError && error.code === "INVALID_JSON") return "ok";
  throw error;
}

export async function waitForNode(client: Client): Promise<void> {
  await waitUntil("the node is Ready", 60, async () => {
    const node = (await client.get(resourceOf("v1", "Node"), { name: nodeName })) as WithConditions | undefined;
    return isTrue(node, "Ready") ? true : undefined;
  });
}

export async function waitForAddons(client: Client): Promise<void> {
  for (const [namespace, name] of [
    ["kube-system", "coredns"],
    [ingress.namespace, "traefik"],
  ] as const) {
    await waitUntil(`the Deployment ${namespace}/${name} is available`, 90, async () => {
      const deployment = (await client.get(deployments, { namespace, name })) as WithConditions | undefined;
      return isTrue(deployment, "Available") ? true : undefined;
    });
  }
}

function isTrue(object: WithConditions | undefined, type: string): boolean {
  return (
    object?.status?.conditions?.some((condition) => condition.type === type && condition.status === "True") ?? false
  );
}
