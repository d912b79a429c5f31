import { formatPhone } from "@tochka-rosta/phones";
import type { Metadata } from "next";
import { getTranslations } from "next-intl/server";
import Link from "next/link";
import { requireOwner } from "#api/session.ts";
import { Button } from "#components/ui/button.tsx";
import { Card } from "#components/ui/card.tsx";
import { CompanyForm } from "#features/account/company-form.tsx";
import { PageTitle } from "#features/account/page-title.tsx";
import { SignOut } from "#features/account/sign-out.tsx";

export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslations("account.settings");
  return { title: t("title") };
}

export default async function SettingsPage() {
  const owner = await requireOwner("/dashboard/settings");
  const t = await getTranslations("account.settings");
  const phone = formatPhone(owner.phone);
  return (
    <>
      <PageTitle title={t("title")} />
      <div className="grid max-w-2xl gap-5">
        <Card className="grid gap-5">
          <h2 className="text-lg font-bold">{t("company")}</h2>
          <CompanyForm name={owner.tenant.name} />
        </Card>
        <Card className="grid justify-items-start gap-3">
          <h2 className="text-lg font-bold">{t("password")}</h2>
          <p className="text-muted">{t("passwordText")}</p>
          <Button asChild variant="outline" size="small">
            <Link href="/recover">{t("changePassword")}</Link>
          </Button>
        </Card>
        <Card className="grid justify-items-start gap-3">
          <h2 className="text-lg font-bold">{t("session")}</h2>
          <p className="text-muted">{t("sessionText", { phone })}</p>
          <div className="flex flex-wrap gap-3">
            <SignOut variant="outline" />
            <SignOut variant="outline" everywhere />
          </div>
        </Card>
      </div>
    </>
  );
}
