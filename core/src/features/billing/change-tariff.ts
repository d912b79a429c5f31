import { Type } from "typebox";
import { ref } from "../../http/fields.ts";
import { defineOperation } from "../../http/operation.ts";
import { Subscription } from "./schemas.ts";
import { switchTariff } from "./tariff-change.ts";
import { readCurrentSubscription } from "./view.ts";

export const changeTariff = defineOperation({
  method: "POST",
  url: "/api/billing/subscriptions",
  id: "changeTariff",
  permission: "owner",
  schema: {
    tag: "billing",
    summary: "Choose another tariff",
    description: "Refused while more is switched on than the new tariff allows; a running trial goes on.",
    body: Type.Object({ tariff: Type.String({ minLength: 1, maxLength: 40, description: "Code of the tariff." }) }),
    success: { status: 200, body: ref(Subscription) },
    problems: ["TARIFF_UNAVAILABLE", "TARIFF_UNCHANGED", "TARIFF_TOO_SMALL"],
  },
  handler: async ({ body, principal, origin }, context) => {
    await switchTariff(context, principal, body.tariff, origin);
    return readCurrentSubscription(context, principal.tenantId);
  },
});
