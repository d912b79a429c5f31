import type { Metadata } from "next";
import { getTranslations } from "next-intl/server";
import { loadTariffs } from "#api/load.ts";
import { RegisterForm } from "#features/auth/register-form.tsx";

export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslations("auth.register");
  return { title: t("title") };
}

export default async function RegisterPage({ searchParams }: PageProps<"/register">) {
  const { tariff } = await searchParams;
  const tariffs = await loadTariffs();
  return <RegisterForm tariff={tariffs?.find(({ code }) => code === tariff)} />;
}
