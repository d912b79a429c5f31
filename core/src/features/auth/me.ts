import { ref } from "../../http/fields.ts";
import { defineOperation } from "../../http/operation.ts";
import { User } from "./schemas.ts";
import { readUser } from "./sign-in.ts";

export const me = defineOperation({
  method: "GET",
  url: "/api/auth/me",
  id: "getMe",
  permission: "user",
  schema: { tag: "auth", summary: "Who am I", success: { status: 200, body: ref(User) } },
  handler: ({ principal }, context) => readUser(context, principal.userId),
});
