import { waitFor } from "@tochka-rosta/testing";
import { TransportError } from "@tochka-rosta/controller-runtime";
import type { Client } from "@tochka-rosta/controller-runtime";
import { resourceOf } from "./addons/objects.ts";
import { ingress, nodeName } from "./settings.ts";

interface WithConditions {
  readonly status?: { readonly conditions?: readonly { readonly type: string; readonly status: string }[] };
}

const deployments = resourceOf("apps/v1", "Deployment");

export async function waitForApiServer(client: Client): Promise<void> {
  // A failing check answers 500, which the client throws.
  await waitFor("the API server is ready", () => client.getPath("/readyz?verbose").catch(readPlainText), {
    timeoutSeconds: 60,
  });
}

/** "/readyz" answers in plain text; that the client finds no JSON in it says that it answered well. */
function readPlainText(error: unknown): unknown {
  if (error instanceof TransportError && error.code === "INVALID_JSON") return "ok";
  throw error;
}

export async function waitForNode(client: Client): Promise<void> {
  await waitFor(
    "the node is Ready",
    async () => {
      const node = (await client.get(resourceOf("v1", "Node"), { name: nodeName })) as WithConditions | undefined;
      return isTrue(node, "Ready") ? true : undefined;
    },
    { timeoutSeconds: 60 },
  );
}

export async function waitForAddons(client: Client): Promise<void> {
  for (const [namespace, name] of [
    ["kube-system", "coredns"],
    [ingress.namespace, "traefik"],
  ] as const) {
    await waitFor(
      `the Deployment ${namespace}/${name} is available`,
      async () => {
        const deployment = (await client.get(deployments, { namespace, name })) as WithConditions | undefined;
        return isTrue(deployment, "Available") ? true : undefined;
      },
      { timeoutSeconds: 90 },
    );
  }
}

function isTrue(object: WithConditions | undefined, type: string): boolean {
  return (
    object?.status?.conditions?.some((condition) => condition.type === type && condition.status === "True") ?? false
  );
}
