import type { Metadata } from "next";
import { getTranslations } from "next-intl/server";
import { EntrancePage } from "#features/auth/entrance-page.tsx";

export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslations("auth.enter");
  return { title: t("title") };
}

export default async function LoginPage({ searchParams }: PageProps<"/login">) {
  return <EntrancePage query={await searchParams} />;
}
