import { Type, type Static } from "typebox";

/** Structured facts beside a problem's sentence, for screens that offer a way out. */
export const ProblemFacts = Type.Object(
  {
    module: Type.Optional(Type.String()),
    tariff: Type.Optional(Type.String()),
    limit: Type.Optional(Type.Integer()),
    suggested_tariff: Type.Optional(Type.String({ description: "Code of the cheapest tariff that would allow it." })),
    excess_modules: Type.Optional(Type.Array(Type.String())),
    active_instances: Type.Optional(Type.Integer()),
    kept_instances: Type.Optional(Type.Integer({ description: "Sites that exist, active or not." })),
    retired_instances: Type.Optional(Type.Integer({ description: "Deleted sites whose data still rests." })),
    possible_after: Type.Optional(Type.String({ format: "date-time" })),
    retry_after_seconds: Type.Optional(
      Type.Integer({ description: "How long to wait; of a code that does not count any more, for a new one." }),
    ),
    tries_left: Type.Optional(Type.Integer()),
  },
  { description: "Facts for screens that offer a way out." },
);
export type ProblemFacts = Static<typeof ProblemFacts>;
