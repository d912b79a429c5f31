import type { Metadata } from "next";
import { getTranslations } from "next-intl/server";
import { RecoverForm } from "#features/auth/recover-form.tsx";

export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslations("auth.recover");
  return { title: t("title") };
}

export default function RecoverPage() {
  return <RecoverForm />;
}
