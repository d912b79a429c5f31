import { Type } from "typebox";
import { IdParams, ref } from "../../http/fields.ts";
import { defineOperation } from "../../http/operation.ts";
import { Tariff } from "../billing/schemas.ts";
import { changeTariffModules } from "../billing/tariff-modules.ts";

const ModuleNames = Type.Array(Type.String({ minLength: 1, maxLength: 20 }), { maxItems: 200 });

export const changeTariffModulesOperation = defineOperation({
  method: "PATCH",
  url: "/api/founder/tariffs/:id",
  id: "changeTariffModules",
  permission: "founder",
  schema: {
    tag: "founder",
    summary: "Say which modules a tariff allows",
    description:
      "The whole list. A module must be in the catalogue to be added; one that comes soon may be listed and cannot be activated yet. Sites that are on stay on when their module is taken away. With seen_modules, the list that was on the screen, it is replaced only if it is still that; otherwise the answer is CHANGED_MEANWHILE.",
    params: IdParams,
    body: Type.Object({ modules: ModuleNames, seen_modules: Type.Optional(ModuleNames) }),
    success: { status: 200, body: ref(Tariff) },
    problems: ["CHANGED_MEANWHILE", "TARIFF_MODULES_UNKNOWN"],
  },
  handler: ({ params, body, principal, origin }, context) =>
    changeTariffModules(
      context,
      principal,
      { id: params.id, modules: body.modules, seenModules: body.seen_modules },
      origin,
    ),
});
