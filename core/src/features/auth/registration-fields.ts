import { Type, type Static } from "typebox";
import { OneOf } from "../../http/fields.ts";
import { readTypedLine, TypedLine } from "../../http/typed-text.ts";
import { SubdomainInput, TenantNameInput, tenantNameLimits } from "../tenants/schemas.ts";
import type { Registration } from "./registration.ts";
import { PasswordInput, employmentTypes } from "./schemas.ts";

const nameLimits = { minLength: 1, maxLength: 100 } as const;
const PersonName = TypedLine(nameLimits);

/** What a registration tells, however the phone is proved. */
export const RegistrationFields = Type.Object({
  password: PasswordInput,
  first_name: PersonName,
  last_name: PersonName,
  employment_type: OneOf(employmentTypes),
  company_name: Type.Optional(TenantNameInput),
  subdomain: SubdomainInput,
  consent: Type.Boolean({ description: "Consent to the processing of personal data; must be true." }),
  tariff: Type.Optional(Type.String({ maxLength: 40, description: "Code of a tariff; base by default." })),
});

/**
 * The registration that a body holds.
 *
 * @throws ProblemError VALIDATION_FAILED with the name that cannot be one
 */
export function readRegistration(body: Static<typeof RegistrationFields>): Registration {
  const { first_name, last_name, employment_type, company_name, ...rest } = body;
  return {
    ...rest,
    firstName: readTypedLine("first_name", first_name, nameLimits),
    lastName: readTypedLine("last_name", last_name, nameLimits),
    employmentType: employment_type,
    ...(company_name !== undefined && { companyName: readTypedLine("company_name", company_name, tenantNameLimits) }),
  };
}
