import { notFound, redirect } from "next/navigation";
import { cache } from "react";
import type { User } from "./models.ts";
import { serverApi } from "./server.ts";

/** An owner: a user who has a company. */
export type Owner = User & { tenant: NonNullable<User["tenant"]> };

// Once a request, however many parts of the page ask.
const readMe = cache(async (): Promise<User | undefined> => {
  const { data, error, response } = await (await serverApi()).GET("/api/auth/me");
  if (data) return data;
  if (response.status === 401) return undefined;
  throw new Error(`core answered ${response.status} to "who am I"`, { cause: error });
});

/**
 * Who is signed in; otherwise on to the login page, which leads back to `path`.
 * @throws Error when core cannot be reached.
 */
export async function requireUser(path: string): Promise<User> {
  const user = await readMe();
  return user ?? redirect(`/login?next=${encodeURIComponent(path)}`);
}

/** The signed-in owner; people without a company of their own are led to the founder's pages. */
export async function requireOwner(path: string): Promise<Owner> {
  const { tenant, ...user } = await requireUser(path);
  return tenant ? { ...user, tenant } : redirect("/founder");
}

/** The signed-in founder; to everybody else the founder's pages do not exist. */
export async function requireFounder(path: string): Promise<User> {
  const user = await requireUser(path);
  return user.role === "superuser" ? user : notFound();
}
