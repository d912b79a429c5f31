import { createPasswordHasher } from "../../crypto/passwords.ts";
import { writeAudit } from "../../database/audit.ts";
import { openDatabase } from "../../database/client.ts";
import { passwordLength } from "../auth/schemas.ts";
import { describePhoneProblem, readMobilePhone } from "@tochka-rosta/phones";
import { checkPasswordPolicy } from "../auth/password-policy.ts";
import { findOtherFounder, hasTables, upsertFounder } from "./store.ts";

export interface FounderInput {
  readonly databaseUrl: string;
  readonly phone: string;
  readonly password: string;
  readonly firstName: string;
  readonly lastName: string;
  /** Go on when there is a founder of another phone already. */
  readonly isFurther: boolean;
}

/** Why no founder was made, in one sentence for the terminal. */
export class FounderError extends Error {
  override readonly name = "FounderError";
}

/**
 * Makes a founder straight in the core's database, which only somebody with the machine can do; the API has no way to it. A
 * person who is registered already keeps name and company, and gets the role and the password.
 * @throws FounderError
 */
export async function createFounder(input: FounderInput): Promise<"created" | "promoted"> {
  const read = readMobilePhone(input.phone);
  if (!read.ok) throw new FounderError(describePhoneProblem(read.problem, "en"));
  const { phone } = read;
  checkFounderPassword(input.password, phone);
  const database = openDatabase(input.databaseUrl, 2);
  try {
    // Tables are the core's to make: made by another role, they would have the wrong owner.
    if (!(await hasTables(database))) {
      throw new FounderError("The core has not made its tables yet. Start it once, then try again.");
    }
    if (!input.isFurther && (await findOtherFounder(database, phone))) {
      throw new FounderError("There is a founder already. Add --another to make one more.");
    }
    const passwordHash = await createPasswordHasher(1).hash(input.password);
    return await promote(database, { ...input, phone, passwordHash });
  } finally {
    await database.$disconnect();
  }
}

function checkFounderPassword(password: string, phone: string): void {
  if (password.length < passwordLength.min || password.length > passwordLength.max) {
    throw new FounderError(`The password needs ${passwordLength.min} to ${passwordLength.max} characters.`);
  }
  try {
    checkPasswordPolicy(password, phone);
  } catch (error) {
    throw new FounderError("This password is too easy to guess.", { cause: error });
  }
}

function promote(
  database: ReturnType<typeof openDatabase>,
  { phone, passwordHash, firstName, lastName }: FounderInput & { readonly passwordHash: string },
): Promise<"created" | "promoted"> {
  return database.$transaction(async (transaction) => {
    const founder = { phone, passwordHash, firstName, lastName, now: new Date() };
    const { id, isNew } = await upsertFounder(transaction, founder);
    const origin = { address: "local", requestId: "npm run founder", userAgent: undefined };
    await writeAudit(transaction, { action: "founder.create", userId: id, subject: id, origin });
    return isNew ? "created" : "promoted";
  });
}
