import { Type } from "typebox";
import { OneOf } from "../../http/fields.ts";
import { defineOperation } from "../../http/operation.ts";
import { checkSubdomain, subdomainProblems } from "./subdomain.ts";
import { SubdomainInput } from "./schemas.ts";

export const subdomainCheck = defineOperation({
  method: "GET",
  url: "/api/tenants/subdomain-check",
  id: "checkSubdomain",
  permission: "anyone",
  limit: { calls: 600, windowSeconds: 600 },
  schema: {
    tag: "tenants",
    summary: "Can this subdomain be had",
    query: Type.Object({ name: SubdomainInput }),
    success: {
      status: 200,
      body: Type.Object({
        name: Type.String({ description: "In lower case." }),
        available: Type.Boolean(),
        domain: Type.String({
          description: "The pattern that its sites' hosts would have, e.g. *--alpha.example.com.",
        }),
        reason: Type.Optional(OneOf(subdomainProblems)),
        suggestion: Type.Optional(Type.String({ description: "A similar name that can be had." })),
      }),
    },
  },
  handler: ({ query }, context) => checkSubdomain(context, query.name),
});
