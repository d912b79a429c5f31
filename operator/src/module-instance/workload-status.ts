import type { Deployment } from "../resources.ts";
import { isRolledOut } from "../rollout-state.ts";
import { moduleContainer } from "./deployment.ts";

/**
 * The version that serves: read off the Deployment, once it is rolled out as the API server has it. What is decided or was written a
 * moment ago says only what should serve. Undefined while that is open.
 */
export function readServingVersion(deployment: Readonly<Deployment> | undefined): string | undefined {
  if (!isRolledOut(deployment)) return undefined;
  const containers = deployment?.spec?.template?.spec?.containers ?? [];
  const image = containers.find(({ name }) => name === moduleContainer)?.image ?? "";
  // A colon before the last slash belongs to the registry's port.
  const tagAt = image.lastIndexOf(":");
  return tagAt > image.lastIndexOf("/") ? image.slice(tagAt + 1) : undefined;
}
