import { Type } from "typebox";
import { ref } from "../../http/fields.ts";
import { defineOperation } from "../../http/operation.ts";
import { readTypedLine } from "../../http/typed-text.ts";
import { renameTenant } from "./rename-tenant.ts";
import { Tenant, TenantNameInput, tenantNameLimits } from "./schemas.ts";
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
    const name = readTypedLine("name", body.name, tenantNameLimits);
    await renameTenant(context, principal, name, origin);
    return readTenant(context, principal.tenantId);
  },
});
