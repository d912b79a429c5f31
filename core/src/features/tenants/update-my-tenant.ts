import { Type } from "typebox";
import { ref } from "../../http/fields.ts";
import { defineOperation } from "../../http/operation.ts";
import { readTypedLine } from "../../http/typed-text.ts";
import { renameTenant } from "./rename-tenant.ts";
import { SeenTenantName, Tenant, TenantNameInput, tenantNameLimits } from "./schemas.ts";
import { readTenant } from "./view.ts";

export const updateMyTenant = defineOperation({
  method: "PATCH",
  url: "/api/tenants/me",
  id: "updateMyTenant",
  permission: "owner",
  schema: {
    tag: "tenants",
    summary: "Rename my company",
    description:
      "With seen_name, the name that was on the screen, the company is renamed only if it still has that name; otherwise the answer is CHANGED_MEANWHILE with the name it has.",
    body: Type.Object({ name: TenantNameInput, seen_name: Type.Optional(SeenTenantName) }),
    success: { status: 200, body: ref(Tenant) },
    problems: ["CHANGED_MEANWHILE"],
  },
  handler: async ({ body, principal, origin }, context) => {
    const name = readTypedLine("name", body.name, tenantNameLimits);
    await renameTenant(context, principal, { name, seenName: body.seen_name }, origin);
    return readTenant(context, principal.tenantId);
  },
});
