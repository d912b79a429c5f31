import { createPasswordHasher } from "../../crypto/passwords.ts";
import { writeAudit } from "../../database/audit.ts";
import { openDatabase } from "../../database/client.ts";
import { passwordLength } from "../auth/schemas.ts";
import { describePhoneProblem, readMobilePhone } from "@tochka-rosta/phones";
import { checkPasswordPolicy } from "../auth/password-policy.ts";

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
    await checkSchema(database);
    const other = await database.user.findFirst({ where: { role: "superuser", phone: { not: phone } } });
    if (other && !input.isFurther) {
      throw new FounderError("There is a founder already. Add --another to make one more.");
    }
    const passwordHash = await createPasswordHasher(1).hash(input.password);
    return await upsert(database, { ...input, phone, passwordHash });
  } finally {
    await database.$disconnect();
  }
}

/** Tables are the core's to make: made by whoever calls this, they would have the wrong owner. */
async function checkSchema(database: ReturnType<typeof openDatabase>): Promise<void> {
  const [row] = await database.$queryRaw<
    { exists: boolean }[]
  >`SELECT to_regclass('public.users') IS NOT NULL AS exists`;
  if (row?.exists !== true)
    throw new FounderError("The core has not made its tables yet. Start it once, then try again.");
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

function upsert(
  database: ReturnType<typeof openDatabase>,
  { phone, passwordHash, firstName, lastName }: FounderInput & { readonly passwordHash: string },
): Promise<"created" | "promoted"> {
  return database.$transaction(async (transaction) => {
    const existing = await transaction.user.findUnique({ where: { phone }, select: { id: true } });
    const role = "superuser";
    const { id } = existing
      ? await transaction.user.update({ where: { phone }, data: { role, passwordHash } })
      : await transaction.user.create({
          data: { phone, phoneVerifiedAt: new Date(), passwordHash, firstName, lastName, role },
        });
    // Whoever was signed in as this person signs in again.
    await transaction.session.updateMany({
      where: { userId: id, endedAt: null },
      data: { endedAt: new Date(), endReason: "reset" },
    });
    const origin = { address: "local", requestId: "npm run founder", userAgent: undefined };
    await writeAudit(transaction, { action: "founder.create", userId: id, subject: id, origin });
    return existing ? "promoted" : "created";
  });
}
