import { dnsLabelPattern, hostPrefixMaxLength } from "@tochka-rosta/crds";
import { Type } from "typebox";
import { ref } from "../../http/fields.ts";
import { defineOperation } from "../../http/operation.ts";
import { activateModule } from "./activation.ts";
import { Instance } from "./schemas.ts";
import { readInstance } from "./view.ts";

const HostPrefixInput = Type.String({
  minLength: 1,
  maxLength: hostPrefixMaxLength,
  // One DNS label without a double hyphen: `--` separates prefix and tenant in a host.
  pattern: `^(?!.*--)${dnsLabelPattern.slice(1)}`,
});

export const activate = defineOperation({
  method: "POST",
  url: "/api/modules/activate",
  id: "activateModule",
  permission: "owner",
  limit: { calls: 120, windowSeconds: 600 },
  schema: {
    tag: "modules",
    summary: "Activate a module",
    description:
      "Stores the change and returns at once; the cluster follows. Calling it again changes nothing, and for a deactivated instance it switches the same one on again, with its data.",
    body: Type.Object({
      module: Type.String({ minLength: 1, maxLength: 20 }),
      host_prefix: Type.Optional(HostPrefixInput),
    }),
    success: { status: 202, body: ref(Instance) },
    problems: [
      "MODULE_UNKNOWN",
      "MODULE_COMING_SOON",
      "MODULE_NOT_IN_TARIFF",
      "SUBDOMAIN_LIMIT_REACHED",
      "KEPT_SITE_LIMIT_REACHED",
      "RETIRED_SITE_LIMIT_REACHED",
      "NO_SUBSCRIPTION",
      "TENANT_SUSPENDED",
      "HOST_PREFIX_TAKEN",
      "HOST_PREFIX_RESERVED",
      "INSTANCE_MANAGED_ELSEWHERE",
    ],
  },
  handler: async ({ body, principal, origin }, context) => {
    const id = await activateModule(context, principal, { module: body.module, hostPrefix: body.host_prefix }, origin);
    return readInstance(context, principal.tenantId, id);
  },
});
