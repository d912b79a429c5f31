import { Type } from "typebox";
import { OneOf, ref } from "../../http/fields.ts";
import { defineOperation } from "../../http/operation.ts";
import { readTypedLine, TypedLine } from "../../http/typed-text.ts";
import { SubdomainInput, Tenant } from "../tenants/schemas.ts";
import { CodeInput, PasswordInput, PhoneInput, User, employmentTypes } from "./schemas.ts";
import { registerOwner } from "./registration.ts";
import { signIn } from "./sign-in.ts";

const nameLimits = { minLength: 1, maxLength: 100 } as const;
const PersonName = TypedLine(nameLimits);

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
      password: PasswordInput,
      first_name: PersonName,
      last_name: PersonName,
      employment_type: OneOf(employmentTypes),
      subdomain: SubdomainInput,
      consent: Type.Boolean({ description: "Consent to the processing of personal data; must be true." }),
      tariff: Type.Optional(Type.String({ maxLength: 40, description: "Code of a tariff; base by default." })),
    }),
    success: { status: 201, body: Type.Object({ user: ref(User), tenant: ref(Tenant) }) },
    problems: ["CODE_WRONG", "ALREADY_REGISTERED", "SUBDOMAIN_UNAVAILABLE", "TARIFF_UNAVAILABLE"],
  },
  handler: async (call, context) => {
    const { first_name, last_name, employment_type, ...rest } = call.body;
    const person = {
      firstName: readTypedLine("first_name", first_name, nameLimits),
      lastName: readTypedLine("last_name", last_name, nameLimits),
      employmentType: employment_type,
    };
    const { userId, tenant } = await registerOwner(context, { ...rest, ...person }, call.origin);
    const { user } = await signIn(context, userId, call);
    return { user, tenant };
  },
});
