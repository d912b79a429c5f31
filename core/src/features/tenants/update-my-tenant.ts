import { Type } from "typebox";
import { ref } from "../../http/fields.ts";
import { defineOperation } from "../../http/operation.ts";
import { TenantNameInput, Tenant } from "./schemas.ts";
import { renameTenant } from "./store.ts";
import { readTenant } from "./view.ts";

export const updateMyTenant = defineOperation({
  method: "PATCH",
  url: "/api/tenants/me",
  id: "updateMyTenant",
  permission: "owner",
  schema: {
    tag: "tenants",
    summary: "Rename my company",
    body: Type.Object({ name: TenantNameInput }),
    success: { status: 200, body: ref(Tenant) },
  },
  handler: async ({ body, principal, origin }, context) => {
    await renameTenant(context, principal, body.name.trim(), origin);
    return readTenant(context, principal.tenantId);
  },
});
