import { IdParams, ref } from "../../http/fields.ts";
import { defineOperation } from "../../http/operation.ts";
import { streamInstance } from "./event-stream.ts";
import { InstanceStatusEvent } from "./schemas.ts";

export const instanceEvents = defineOperation({
  method: "GET",
  url: "/api/modules/instances/:id/events",
  id: "streamInstanceEvents",
  permission: "owner",
  // Browsers take up a broken stream by themselves, some at once.
  limit: { calls: 300, windowSeconds: 600 },
  schema: {
    tag: "modules",
    summary: "Follow an instance live",
    description:
      "Server-sent events. The first event `status` is the whole state, each further one the whole state after a change; a comment every 15 seconds keeps the line open.",
    params: IdParams,
    success: { status: 200, body: ref(InstanceStatusEvent), stream: true },
    problems: ["TOO_MANY_STREAMS"],
  },
  handler: ({ params, principal, request, reply }, context) =>
    streamInstance(context, principal, params.id, request, reply),
});
