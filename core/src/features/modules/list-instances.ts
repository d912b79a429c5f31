import { Type } from "typebox";
import { ref } from "../../http/fields.ts";
import { defineOperation } from "../../http/operation.ts";
import { Instance } from "./schemas.ts";
import { listInstancesOf } from "./view.ts";

export const listInstances = defineOperation({
  method: "GET",
  url: "/api/modules/instances",
  id: "listInstances",
  permission: "owner",
  schema: {
    tag: "modules",
    summary: "My module instances, active and inactive",
    success: { status: 200, body: Type.Array(ref(Instance)) },
  },
  handler: ({ principal }, context) => listInstancesOf(context, principal.tenantId),
});
