import { IdParams, ref } from "../../http/fields.ts";
import { defineOperation } from "../../http/operation.ts";
import { deactivateInstance } from "./activation.ts";
import { Instance } from "./schemas.ts";
import { readInstance } from "./view.ts";

export const deactivate = defineOperation({
  method: "POST",
  url: "/api/modules/instances/:id/deactivate",
  id: "deactivateInstance",
  permission: "owner",
  schema: {
    tag: "modules",
    summary: "Switch a site off and keep its address and data",
    params: IdParams,
    success: { status: 202, body: ref(Instance) },
    problems: ["INSTANCE_MANAGED_ELSEWHERE"],
  },
  handler: async ({ params, principal, origin }, context) => {
    await deactivateInstance(context, principal, params.id, origin);
    return readInstance(context, principal.tenantId, params.id);
  },
});
