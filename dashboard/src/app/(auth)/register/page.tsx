import type { Metadata } from "next";
import { getTranslations } from "next-intl/server";
import { EntrancePage } from "#features/auth/entrance-page.tsx";

export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslations("auth.enter");
  return { title: t("title") };
}

// The same entrance under the address that "begin for free" has always had.
export default async function RegisterPage({ searchParams }: PageProps<"/register">) {
  return <EntrancePage query={await searchParams} />;
}
