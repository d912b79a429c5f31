import { ref } from "../../http/fields.ts";
import { defineOperation } from "../../http/operation.ts";
import { Subscription } from "./schemas.ts";
import { readCurrentSubscription } from "./view.ts";

export const getMySubscription = defineOperation({
  method: "GET",
  url: "/api/billing/subscriptions/me",
  id: "getMySubscription",
  permission: "owner",
  schema: {
    tag: "billing",
    summary: "My subscription and what it allows",
    success: { status: 200, body: ref(Subscription) },
  },
  handler: ({ principal }, context) => readCurrentSubscription(context, principal.tenantId),
});
