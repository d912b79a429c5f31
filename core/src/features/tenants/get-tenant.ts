import { IdParams, ref } from "../../http/fields.ts";
import { defineOperation } from "../../http/operation.ts";
import { Tenant } from "./schemas.ts";
import { readVisibleTenant } from "./view.ts";

export const getTenant = defineOperation({
  method: "GET",
  url: "/api/tenants/:id",
  id: "getTenant",
  permission: "user",
  schema: {
    tag: "tenants",
    summary: "A company by id",
    description: "One's own, or any for a founder; for anyone else it does not exist.",
    params: IdParams,
    success: { status: 200, body: ref(Tenant) },
  },
  handler: ({ params, principal }, context) => readVisibleTenant(context, principal, params.id),
});
