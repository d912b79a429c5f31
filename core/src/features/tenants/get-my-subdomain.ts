import { ref } from "../../http/fields.ts";
import { defineOperation } from "../../http/operation.ts";
import { SubdomainState } from "./schemas.ts";
import { readSubdomainState } from "./subdomain-change.ts";

export const getMySubdomain = defineOperation({
  method: "GET",
  url: "/api/tenants/me/subdomain",
  id: "getMySubdomain",
  permission: "owner",
  schema: {
    tag: "tenants",
    summary: "My subdomain, and whether it can be changed yet",
    success: { status: 200, body: ref(SubdomainState) },
  },
  handler: ({ principal }, context) => readSubdomainState(context, principal.tenantId),
});
