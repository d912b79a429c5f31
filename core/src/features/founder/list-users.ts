import { Page, SearchQuery, buildPage, ref } from "../../http/fields.ts";
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
    summary: "People, newest first; phones masked",
    description: "`q` finds them by name and by a whole phone. A page beyond the last is 404.",
    query: SearchQuery,
    success: { status: 200, body: Page(ref(FounderUser)) },
  },
  handler: async ({ query }, context) => buildPage(await listUsersForFounder(context, query), query),
});
