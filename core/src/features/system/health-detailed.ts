import { ref } from "../../http/fields.ts";
import { defineOperation } from "../../http/operation.ts";
import { readDetailedHealth } from "./checks.ts";
import { DetailedHealth } from "./schemas.ts";

export const healthDetailed = defineOperation({
  method: "GET",
  url: "/health/detailed",
  id: "getDetailedHealth",
  permission: "anyone",
  limit: { calls: 600, windowSeconds: 600 },
  schema: {
    tag: "system",
    summary: "How each part fares",
    description: "Answers 200 also when degraded: the platform works without a cluster, changes are applied later.",
    success: { status: 200, body: ref(DetailedHealth) },
  },
  handler: (_call, context) => readDetailedHealth(context),
});
