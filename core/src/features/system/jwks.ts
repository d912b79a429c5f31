import { keysPath } from "@tochka-rosta/service/handover";
import { Type } from "typebox";
import { keysCacheControl } from "../../http/keys-server.ts";
import { defineOperation } from "../../http/operation.ts";

export const jwks = defineOperation({
  method: "GET",
  url: keysPath,
  id: "getJwks",
  permission: "anyone",
  schema: {
    tag: "system",
    summary: "The public keys that verify this core's tokens",
    success: {
      status: 200,
      body: Type.Object({
        keys: Type.Array(
          Type.Object({
            kty: Type.String(),
            kid: Type.String(),
            use: Type.String(),
            alg: Type.String(),
            n: Type.String(),
            e: Type.String(),
          }),
        ),
      }),
    },
  },
  handler: async ({ reply }, { tokens }) => {
    reply.header("cache-control", keysCacheControl);
    return tokens.publicKeys;
  },
});
