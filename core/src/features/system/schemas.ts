import { Type, type Static } from "typebox";
import { OneOf } from "../../http/fields.ts";

export const Health = Type.Object(
  { status: OneOf(["ok", "starting"]), environment: Type.String(), version: Type.String() },
  { $id: "Health" },
);

const Check = Type.Object({ status: OneOf(["ok", "failing", "not configured"]), note: Type.Optional(Type.String()) });

export const DetailedHealth = Type.Object(
  {
    status: OneOf(["ok", "degraded"]),
    environment: Type.String(),
    version: Type.String(),
    checks: Type.Object({ database: Check, redis: Check, cluster: Check }),
  },
  { $id: "DetailedHealth" },
);
export type DetailedHealth = Static<typeof DetailedHealth>;
