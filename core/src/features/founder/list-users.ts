import { Page, PageQuery, buildPage, ref } from "../../http/fields.ts";
import { defineOperation } from "../../http/operation.ts";
import { FounderUser } from "./schemas.ts";
import { listUsersForFounder } from "./view.ts";

export const listUsers = defineOperation({
  method: "GET",
  url: "/api/founder/users",
  id: "listUsers",
  permission: "founder",
  schema: {
    tag: "founder",
    summary: "All people, newest first; phones masked",
    query: PageQuery,
    success: { status: 200, body: Page(ref(FounderUser)) },
  },
  handler: async ({ query }, context) => {
    const { items, total } = await listUsersForFounder(context, query);
    return buildPage(items, total, query);
  },
});
