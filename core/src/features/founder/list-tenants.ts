import { Page, PageQuery, buildPage, ref } from "../../http/fields.ts";
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
    summary: "All companies, newest first",
    query: PageQuery,
    success: { status: 200, body: Page(ref(FounderTenant)) },
  },
  handler: async ({ query }, context) => {
    const { items, total } = await listTenantsForFounder(context, query);
    return buildPage(items, total, query);
  },
});
