import { Type } from "typebox";
import { ref } from "../../http/fields.ts";
import { defineOperation } from "../../http/operation.ts";
import { SubdomainInput, Tenant } from "./schemas.ts";
import { changeSubdomain } from "./subdomain-change.ts";
import { readTenant } from "./view.ts";

export const changeMySubdomain = defineOperation({
  method: "POST",
  url: "/api/tenants/me/subdomain",
  id: "changeMySubdomain",
  permission: "owner",
  limit: { calls: 20, windowSeconds: 3600 },
  schema: {
    tag: "tenants",
    summary: "Change a mistyped subdomain, before the first site is made",
    body: Type.Object({ subdomain: SubdomainInput }),
    success: { status: 200, body: ref(Tenant) },
    problems: ["SUBDOMAIN_FIXED", "SUBDOMAIN_UNAVAILABLE"],
  },
  handler: async ({ body, principal, origin }, context) => {
    await changeSubdomain(context, principal, body.subdomain, origin);
    return readTenant(context, principal.tenantId);
  },
});
