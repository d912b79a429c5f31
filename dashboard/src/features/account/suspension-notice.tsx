import { isReason } from "@tochka-rosta/crds/reasons";
import { useTranslations } from "next-intl";
import Link from "next/link";
import type { Suspension } from "#api/models.ts";
import { Notice } from "#components/ui/notice.tsx";
import { Moment } from "#format/moment.tsx";
import { wayOutOf } from "./way-out.ts";

/** Why sites are stopped, since when, and what brings them back. One sentence for the company and for each of its sites. */
export function SuspensionNotice({ suspension, isShort }: { suspension: Suspension; isShort?: boolean }) {
  const t = useTranslations("account.suspension");
  const reasons = useTranslations("reasons");
  const { reason, since } = suspension;
  return (
    <Notice
      tone="bad"
      data-testid={isShort ? "site-suspended" : "company-suspended"}
      title={isReason(reason) ? reasons(reason) : t("unknown")}
    >
      {!isShort && (
        <>
          <p className="text-ink/80">
            {t("since")} <Moment at={since} />. {t("meanwhile")}
          </p>
          {wayOutOf(reason) === "tariff" && (
            <p>
              <Link href="/dashboard/tariff" className="font-semibold underline" data-testid="suspension-way-out">
                {t("tariff")}
              </Link>
            </p>
          )}
        </>
      )}
    </Notice>
  );
}
