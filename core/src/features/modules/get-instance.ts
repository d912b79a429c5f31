import { IdParams, ref } from "../../http/fields.ts";
import { defineOperation } from "../../http/operation.ts";
import { Instance } from "./schemas.ts";
import { readInstance } from "./view.ts";

export const getInstance = defineOperation({
  method: "GET",
  url: "/api/modules/instances/:id",
  id: "getInstance",
  permission: "owner",
  schema: {
    tag: "modules",
    summary: "One of my module instances",
    params: IdParams,
    success: { status: 200, body: ref(Instance) },
  },
  handler: ({ params, principal }, context) => readInstance(context, principal.tenantId, params.id),
});
