import { Type } from "typebox";
import { publicCacheControl } from "../../events/public-data.ts";
import { ref } from "../../http/fields.ts";
import { defineOperation } from "../../http/operation.ts";
import { Tariff } from "./schemas.ts";
import { readTariffs } from "./view.ts";

export const listTariffs = defineOperation({
  method: "GET",
  url: "/api/billing/tariffs",
  id: "listTariffs",
  permission: "anyone",
  schema: {
    tag: "billing",
    summary: "The tariffs, cheapest first",
    query: Type.Object({ active_only: Type.Boolean({ default: true }) }),
    success: { status: 200, body: Type.Array(ref(Tariff)) },
  },
  handler: async ({ query, reply }, context) => {
    const tariffs = await readTariffs(context);
    reply.header("cache-control", publicCacheControl);
    return query.active_only ? tariffs.filter(({ is_active }) => is_active) : [...tariffs];
  },
});
