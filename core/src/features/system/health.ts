import { ref } from "../../http/fields.ts";
import { defineOperation } from "../../http/operation.ts";
import { Health } from "./schemas.ts";
import { readHealth } from "./checks.ts";

export const health = defineOperation({
  method: "GET",
  url: "/health",
  id: "getHealth",
  permission: "anyone",
  schema: {
    tag: "system",
    summary: "Can requests be served",
    success: { status: 200, body: ref(Health) },
    problems: ["NOT_READY"],
  },
  handler: (_call, context) => readHealth(context),
});
