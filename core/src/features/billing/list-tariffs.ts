import { Type } from "typebox";
import { ref } from "../../http/fields.ts";
import { defineOperation } from "../../http/operation.ts";
import { Tariff } from "./schemas.ts";
import { findTariffs } from "./store.ts";
import { toTariff } from "./view.ts";

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
  handler: async ({ query }, { database }) => {
    const rows = await findTariffs(database, { activeOnly: query.active_only });
    return rows.map(toTariff);
  },
});
