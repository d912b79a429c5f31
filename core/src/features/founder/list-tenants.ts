import { Page, SearchQuery, buildPage, ref } from "../../http/fields.ts";
import { defineOperation } from "../../http/operation.ts";
import { FounderTenant } from "./schemas.ts";
import { listTenantsForFounder } from "./view.ts";

export const listTenants = defineOperation({
  method: "GET",
  url: "/api/tenants",
  id: "listTenants",
  permission: "founder",
  schema: {
    tag: "tenants",
    summary: "Companies, newest first",
    description:
      "`q` finds them by name, subdomain and the whole phone of one of their people. A page beyond the last is 404.",
    query: SearchQuery,
    success: { status: 200, body: Page(ref(FounderTenant)) },
  },
  handler: async ({ query }, context) => buildPage(await listTenantsForFounder(context, query), query),
});
