import { Eye } from "lucide-react";
import { getTranslations } from "next-intl/server";
import type { ReactNode } from "react";
import { requireFounder } from "#api/session.ts";
import { Badge } from "#components/ui/badge.tsx";
import { AccountFrame } from "#features/account/account-frame.tsx";
import { PageTitle } from "#features/account/page-title.tsx";
import { FounderNav } from "#features/founder/founder-nav.tsx";

export default async function FounderLayout({ children }: { children: ReactNode }) {
  const user = await requireFounder("/founder");
  const t = await getTranslations("founder");
  return (
    <AccountFrame user={user}>
      <div className="flex flex-wrap items-center gap-x-4 gap-y-2">
        <PageTitle title={t("title")} />
        <Badge>
          <Eye aria-hidden className="size-3.5" />
          {t("readOnly")}
        </Badge>
      </div>
      <FounderNav />
      {children}
    </AccountFrame>
  );
}
