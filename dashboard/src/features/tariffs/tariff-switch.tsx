"use client";

import { useTranslations } from "next-intl";
import { useRouter } from "next/navigation";
import { useEffect, useRef, useState } from "react";
import { browserApi, outcomeOf, type Refusal } from "#api/browser.ts";
import type { CatalogueModule, Tariff } from "#api/models.ts";
import { Badge } from "#components/ui/badge.tsx";
import { ActionButton } from "#components/ui/action-button.tsx";
import { Notice } from "#components/ui/notice.tsx";
import { StorageNote } from "./storage-note.tsx";
import { TariffCard } from "./tariff-card.tsx";

interface TariffSwitchOptions {
  tariffs: readonly Tariff[];
  catalogue: readonly CatalogueModule[] | undefined;
  /** Code of the tariff in force. */
  current: string;
  /** Code of the tariff that a refused activation pointed to, or empty. */
  suggested: string;
}

/** All tariffs, with the current one marked and the others a press away; core's refusal is shown as it words it. */
export function TariffSwitch({ tariffs, catalogue, current, suggested }: TariffSwitchOptions) {
  const t = useTranslations("account.tariff");
  const router = useRouter();
  const [pending, setPending] = useState<string>();
  const [refusal, setRefusal] = useState<Refusal>();
  const [changedTo, setChangedTo] = useState<string>();

  const choose = async (tariff: Tariff) => {
    setPending(tariff.code);
    setRefusal(undefined);
    setChangedTo(undefined);
    const body = { tariff: tariff.code };
    const { data, refusal: refused } = await outcomeOf(browserApi.POST("/api/billing/subscriptions", { body }));
    setPending(undefined);
    setRefusal(refused);
    if (!data) return;
    setChangedTo(tariff.name);
    router.refresh();
  };

  return (
    <div className="grid gap-5">
      <Outcome changedTo={changedTo} refusal={refusal} />
      <div className="grid gap-5 lg:grid-cols-3">
        {tariffs.map((tariff) => {
          const isCurrent = tariff.code === current;
          return (
            <TariffCard
              key={tariff.code}
              tariff={tariff}
              catalogue={catalogue}
              note={isCurrent ? <Badge tone="good">{t("current")}</Badge> : undefined}
            >
              <ActionButton
                block
                variant={isCurrent ? "outline" : tariff.code === suggested ? "primary" : "secondary"}
                disabled={isCurrent || (pending !== undefined && pending !== tariff.code)}
                loading={pending === tariff.code}
                onClick={() => void choose(tariff)}
                data-testid={`choose-tariff-${tariff.code}`}
              >
                {isCurrent ? t("current") : t("switchTo", { name: tariff.name })}
              </ActionButton>
            </TariffCard>
          );
        })}
      </div>
      <StorageNote />
    </div>
  );
}

/** What came of the last press. */
function Outcome({ changedTo, refusal }: { changedTo: string | undefined; refusal: Refusal | undefined }) {
  const t = useTranslations("account.tariff");
  const errors = useTranslations("errors");
  const place = useRef<HTMLDivElement>(null);
  // The pressed button is out of use now, and on a phone it may be two screens below.
  useEffect(() => {
    if (refusal ?? changedTo) place.current?.focus();
  }, [refusal, changedTo]);
  return (
    <div ref={place} tabIndex={-1} role="status" className="grid scroll-mt-24 rounded-xl outline-none empty:hidden">
      {changedTo && <Notice tone="good" title={t("changed", { name: changedTo })} data-testid="tariff-changed" />}
      {refusal && (
        <Notice tone="bad" title={t("refused")} text={refusal.title || errors("unreachable")} data-testid="refusal" />
      )}
    </div>
  );
}
