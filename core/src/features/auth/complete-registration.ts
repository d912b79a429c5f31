import { Type } from "typebox";
import { Nullable, ref } from "../../http/fields.ts";
import { defineOperation } from "../../http/operation.ts";
import { Tenant } from "../tenants/schemas.ts";
import { clearRegistrationCookie, readRegistrationToken } from "./cookies.ts";
import { readPhoneProof } from "./phone-proof.ts";
import { registerOwner } from "./registration.ts";
import { readRegistration, RegistrationFields } from "./registration-fields.ts";
import { User } from "./schemas.ts";
import { signIn } from "./sign-in.ts";

export const completeRegistration = defineOperation({
  method: "POST",
  url: "/api/auth/registration",
  id: "completeRegistration",
  permission: "anyone",
  limit: { calls: 150, windowSeconds: 600 },
  schema: {
    tag: "auth",
    summary: "Register the proved phone with a company and a trial",
    description:
      "Goes on from `POST /api/auth/enter`. Sent again after an answer that was lost, it signs in and registers nothing twice.",
    body: RegistrationFields,
    success: { status: 201, body: Type.Object({ user: ref(User), tenant: Nullable(ref(Tenant)) }) },
    problems: ["REGISTRATION_ENDED", "ALREADY_REGISTERED", "SUBDOMAIN_UNAVAILABLE", "TARIFF_UNAVAILABLE"],
  },
  handler: async (call, context) => {
    const proof = await readPhoneProof(context, readRegistrationToken(call.request));
    const register = async () => {
      const proved = { phone: proof.phone, prove: async () => proof.use };
      return (await registerOwner(context, readRegistration(call.body), proved, call.origin)).userId;
    };
    const userId = proof.userId ?? (await register());
    const { user } = await signIn(context, userId, call);
    clearRegistrationCookie(call.reply);
    return { user, tenant: user.tenant };
  },
});
