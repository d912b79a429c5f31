import { Type, type Static } from "typebox";
import { Nullable, OneOf, Timestamp, Uuid, ref } from "../../http/fields.ts";
import { Tenant } from "../tenants/schemas.ts";

/** As people type it; the server normalises. */
export const PhoneInput = Type.String({
  minLength: 10,
  maxLength: 30,
  description: "Russian mobile number; 8, 7 or +7, spaces, hyphens and parentheses are understood.",
});

export const CodeInput = Type.String({ pattern: "^[0-9]{6}$", description: "The six digits that were sent." });

export const passwordLength = { min: 8, max: 128 } as const;
export const PasswordInput = Type.String({ minLength: passwordLength.min, maxLength: passwordLength.max });

/** For login: a wrong length is just a wrong password. */
export const AnyPassword = Type.String({ minLength: 1, maxLength: passwordLength.max });

export const codePurposes = ["register", "login", "reset"] as const;
export type CodePurpose = (typeof codePurposes)[number];

export const employmentTypes = ["individual", "self_employed", "ip", "ooo"] as const;

export const User = Type.Object(
  {
    id: Uuid,
    phone: Type.String({ description: "+7XXXXXXXXXX" }),
    first_name: Type.String(),
    last_name: Type.String(),
    employment_type: OneOf(employmentTypes),
    role: OneOf(["owner", "master", "superuser"]),
    language: Nullable(OneOf(["ru", "en"])),
    tenant: Nullable(ref(Tenant)),
    created_at: Timestamp,
  },
  { $id: "User" },
);
export type User = Static<typeof User>;

/** A phone that a browser has proved and may register. */
export const PendingRegistration = Type.Object(
  {
    phone: Type.String({ description: "+7XXXXXXXXXX" }),
    expires_in_seconds: Type.Integer(),
  },
  { $id: "PendingRegistration" },
);

/** The answer of whatever signs somebody in; the tokens travel in cookies only. */
export const SignedIn = Type.Object({ user: ref(User) }, { $id: "SignedIn" });
