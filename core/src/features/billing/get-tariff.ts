import { IdParams, ref } from "../../http/fields.ts";
import { defineOperation } from "../../http/operation.ts";
import { publicCacheControl } from "../../events/public-data.ts";
import { Tariff } from "./schemas.ts";
import { readTariff } from "./view.ts";

export const getTariff = defineOperation({
  method: "GET",
  url: "/api/billing/tariffs/:id",
  id: "getTariff",
  permission: "anyone",
  schema: { tag: "billing", summary: "One tariff", params: IdParams, success: { status: 200, body: ref(Tariff) } },
  handler: async ({ params, reply }, context) => {
    const tariff = await readTariff(context, params.id);
    reply.header("cache-control", publicCacheControl);
    return tariff;
  },
});
