import { getTranslations } from "next-intl/server";
import type { ReactNode } from "react";
import { requireFounder } from "#api/session.ts";
import { AccountFrame } from "#features/account/account-frame.tsx";
import { PageTitle } from "#features/account/page-title.tsx";
import { FounderNav } from "#features/founder/founder-nav.tsx";

export default async function FounderLayout({ children }: { children: ReactNode }) {
  const user = await requireFounder("/founder");
  const t = await getTranslations("founder");
  return (
    <AccountFrame user={user}>
      <PageTitle title={t("title")} />
      <FounderNav />
      {children}
    </AccountFrame>
  );
}
