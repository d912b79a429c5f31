import { Type } from "typebox";
import { defineOperation } from "../../http/operation.ts";
import { buildConsent } from "./consent.ts";

export const getConsent = defineOperation({
  method: "GET",
  url: "/api/auth/consent",
  id: "getConsent",
  permission: "anyone",
  schema: {
    tag: "auth",
    summary: "The consent that registration requires, word for word",
    description: "What is kept of a consent is this version and the hash of this text, so show no other.",
    success: {
      status: 200,
      body: Type.Object({ purpose: Type.String(), version: Type.String(), text: Type.String() }),
    },
  },
  handler: async (_, { config }) => buildConsent(config),
});
