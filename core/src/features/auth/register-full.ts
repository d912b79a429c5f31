import { Type } from "typebox";
import type { Transaction } from "../../database/client.ts";
import { ref } from "../../http/fields.ts";
import { defineOperation } from "../../http/operation.ts";
import { Tenant } from "../tenants/schemas.ts";
import { checkCode, consumeCode } from "./one-time-codes.ts";
import { readPhone } from "./phone.ts";
import { registerOwner } from "./registration.ts";
import { readRegistration, RegistrationFields } from "./registration-fields.ts";
import { CodeInput, PhoneInput, User } from "./schemas.ts";
import { signIn } from "./sign-in.ts";

export const registerFull = defineOperation({
  method: "POST",
  url: "/api/auth/register-full",
  id: "registerFull",
  permission: "anyone",
  limit: { calls: 150, windowSeconds: 600 },
  schema: {
    tag: "auth",
    summary: "Register an owner with a company and a trial",
    body: Type.Object({
      phone: PhoneInput,
      code: CodeInput,
      ...RegistrationFields.properties,
    }),
    success: { status: 201, body: Type.Object({ user: ref(User), tenant: ref(Tenant) }) },
    problems: [
      "CODE_WRONG",
      "CODE_SPENT",
      "CODE_EXPIRED",
      "ALREADY_REGISTERED",
      "SUBDOMAIN_UNAVAILABLE",
      "TARIFF_UNAVAILABLE",
    ],
  },
  handler: async (call, context) => {
    const { code, phone: typed, ...body } = call.body;
    const phone = readPhone(typed);
    const prove = async () => {
      const request = { phone, purpose: "register", address: call.origin.address } as const;
      const id = await checkCode(context, request, code);
      return (transaction: Transaction) => consumeCode(context, transaction, id);
    };
    const { userId, tenant } = await registerOwner(context, readRegistration(body), { phone, prove }, call.origin);
    const { user } = await signIn(context, userId, call);
    return { user, tenant };
  },
});
