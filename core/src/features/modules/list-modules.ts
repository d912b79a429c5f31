import { Type } from "typebox";
import { ref } from "../../http/fields.ts";
import { defineOperation } from "../../http/operation.ts";
import { publicCacheControl, readPublicData } from "../../events/public-data.ts";
import { findCatalogue } from "./catalogue-store.ts";
import { CatalogueModule } from "./schemas.ts";

export const listModules = defineOperation({
  method: "GET",
  url: "/api/modules",
  id: "listModules",
  permission: "anyone",
  schema: {
    tag: "modules",
    summary: "The catalogue: what can be activated, and what will be soon",
    success: { status: 200, body: Type.Array(ref(CatalogueModule)) },
  },
  handler: ({ reply }, context) => {
    reply.header("cache-control", publicCacheControl);
    return readPublicData(context, "modules", () => findCatalogue(context.database));
  },
});
