import { isReason } from "@tochka-rosta/crds/reasons";
import { useTranslations } from "next-intl";
import Link from "next/link";
import type { Suspension } from "#api/models.ts";
import { Notice } from "#components/ui/notice.tsx";
import { Moment } from "#format/moment.tsx";
import { wayOutOf } from "./way-out.ts";

/** Where the notice stands: the company's card, one of its sites' cards, the page of tariffs. */
type Place = "company" | "site" | "tariff";

/** Why sites are stopped, since when, and what brings them back: the same sentence for the company and for each of its sites. */
export function SuspensionNotice({ suspension, place }: { suspension: Suspension; place: Place }) {
  const t = useTranslations("account.suspension");
  const reasons = useTranslations("reasons");
  const { reason, since } = suspension;
  return (
    <Notice tone="bad" data-testid={`${place}-suspended`} title={isReason(reason) ? reasons(reason) : t("unknown")}>
      {place !== "site" && (
        <p className="text-ink/80">
          {t("since")} <Moment at={since} />. {t("meanwhile")}
        </p>
      )}
      {wayOutOf(reason) === "tariff" && place === "company" && (
        <p>
          <Link href="/dashboard/tariff" className="font-semibold underline" data-testid="suspension-way-out">
            {t("tariff")}
          </Link>
        </p>
      )}
      {wayOutOf(reason) === "tariff" && place === "tariff" && <p className="font-medium text-ink">{t("payment")}</p>}
    </Notice>
  );
}
