import { Type } from "typebox";
import { IdParams, Timestamp, Uuid } from "../../http/fields.ts";
import { defineOperation } from "../../http/operation.ts";
import { deleteInstance } from "./deletion.ts";

export const deleteSite = defineOperation({
  method: "DELETE",
  url: "/api/modules/instances/:id",
  id: "deleteInstance",
  permission: "owner",
  limit: { calls: 60, windowSeconds: 600 },
  schema: {
    tag: "modules",
    summary: "Delete a site",
    description:
      "The site goes for good and its address becomes free for another site of the same company. Its data is put out of use at once and rests until the date in the answer; no later site ever gets it, one of the same name included.",
    params: IdParams,
    query: Type.Object({
      name: Type.String({
        minLength: 1,
        maxLength: 63,
        description: "The instance's `name`, typed out by a person, so that no slip deletes a site.",
      }),
    }),
    success: { status: 202, body: Type.Object({ id: Uuid, data_rests_until: Timestamp }) },
    problems: ["SITE_NAME_WRONG"],
  },
  handler: async ({ params, query, principal, origin }, context) => {
    const { restsUntil } = await deleteInstance(context, principal, { id: params.id, typedName: query.name }, origin);
    return { id: params.id, data_rests_until: restsUntil.toISOString() };
  },
});
