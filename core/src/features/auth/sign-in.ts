import type { FastifyReply } from "fastify";
import type { Context } from "../../context.ts";
import { ProblemError } from "../../errors/problem.ts";
import type { CallOrigin } from "../../origin.ts";
import { toTenant } from "../tenants/view.ts";
import { setSessionCookies } from "./cookies.ts";
import type { User } from "./schemas.ts";
import { openSession } from "./sessions.ts";
import { findUserWithTenant } from "./store.ts";

/** Opens a new session for a person who has proved who they are, whatever session the browser had before. */
export async function signIn(
  context: Context,
  userId: string,
  { reply, origin }: { readonly reply: FastifyReply; readonly origin: CallOrigin },
): Promise<{ user: User }> {
  const session = await openSession(context, userId, origin);
  setSessionCookies(reply, session);
  return { user: await readUser(context, userId) };
}

/** A person as they see themselves. */
export async function readUser(context: Context, userId: string): Promise<User> {
  const user = await findUserWithTenant(context.database, userId);
  if (!user) throw new ProblemError("NOT_SIGNED_IN", { note: "the user is gone" });
  const { id, phone, firstName, lastName, employmentType, role, language, tenant, createdAt } = user;
  return {
    id,
    phone,
    first_name: firstName,
    last_name: lastName,
    employment_type: employmentType,
    role,
    language: language === "ru" || language === "en" ? language : null,
    tenant: tenant && toTenant(tenant, { addressing: context.config, ownerPhone: phone }),
    created_at: createdAt.toISOString(),
  };
}
