import { ref } from "../../http/fields.ts";
import { defineOperation } from "../../http/operation.ts";
import { readOverview } from "./overview-figures.ts";
import { Overview } from "./schemas.ts";

export const overview = defineOperation({
  method: "GET",
  url: "/api/founder/overview",
  id: "getOverview",
  permission: "founder",
  schema: { tag: "founder", summary: "The platform at a glance", success: { status: 200, body: ref(Overview) } },
  handler: (_call, context) => readOverview(context),
});
