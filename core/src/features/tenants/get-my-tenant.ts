import { ref } from "../../http/fields.ts";
import { defineOperation } from "../../http/operation.ts";
import { Tenant } from "./schemas.ts";
import { readTenant } from "./view.ts";

export const getMyTenant = defineOperation({
  method: "GET",
  url: "/api/tenants/me",
  id: "getMyTenant",
  permission: "owner",
  schema: { tag: "tenants", summary: "My company", success: { status: 200, body: ref(Tenant) } },
  handler: ({ principal }, context) => readTenant(context, principal.tenantId),
});
