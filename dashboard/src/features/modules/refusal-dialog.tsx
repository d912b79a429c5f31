"use client";

import { useTranslations } from "next-intl";
import Link from "next/link";
import type { Refusal } from "#api/browser.ts";
import { Button } from "#components/ui/button.tsx";
import { Dialog } from "#components/ui/dialog.tsx";

/** Why a module was not switched on, and the way out where there is one. */
export function RefusalDialog({ refusal, onClose }: { refusal: Refusal | undefined; onClose: () => void }) {
  const t = useTranslations("modules.refusal");
  const errors = useTranslations("errors");
  const common = useTranslations("common");
  const suggested = refusal?.facts?.suggested_tariff;
  return (
    <Dialog open={refusal !== undefined} onClose={onClose} title={t("title")} testId="refusal">
      <p className="text-[17px] leading-relaxed">{refusal?.title || errors("unreachable")}</p>
      <div className="flex flex-wrap gap-3 pt-2">
        {suggested && (
          <Button asChild>
            <Link
              href={`/dashboard/tariff?to=${encodeURIComponent(suggested)}`}
              data-initial-focus
              data-testid="refusal-way-out"
            >
              {t("toTariff", { tariff: suggested.charAt(0).toUpperCase() + suggested.slice(1) })}
            </Link>
          </Button>
        )}
        <Button variant="outline" onClick={onClose}>
          {common("close")}
        </Button>
      </div>
    </Dialog>
  );
}
