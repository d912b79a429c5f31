import { Type } from "typebox";
import { IdParams } from "../../http/fields.ts";
import { defineOperation } from "../../http/operation.ts";
import { issueHandover } from "./handover-token.ts";

export const handover = defineOperation({
  method: "POST",
  url: "/api/modules/instances/:id/handover",
  id: "handOver",
  permission: "owner",
  limit: { calls: 120, windowSeconds: 600 },
  schema: {
    tag: "modules",
    summary: "A token that opens the module's own admin once",
    description: "Submit it as the form field `token` by POST to `action`. It is good for 60 seconds and one use.",
    params: IdParams,
    success: { status: 200, body: Type.Object({ action: Type.String(), token: Type.String() }) },
    problems: ["INSTANCE_NOT_READY", "INSTANCE_INACTIVE"],
  },
  handler: ({ params, principal, origin }, context) => issueHandover(context, principal, params.id, origin),
});
