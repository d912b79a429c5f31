import type { Metadata } from "next";
import { getTranslations } from "next-intl/server";
import { LoginForm } from "#features/auth/login-form.tsx";
import { readReturnPath } from "#features/auth/open-page.ts";

export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslations("auth.login");
  return { title: t("title") };
}

export default async function LoginPage({ searchParams }: PageProps<"/login">) {
  const { next } = await searchParams;
  return <LoginForm returnPath={readReturnPath(typeof next === "string" ? next : undefined)} />;
}
