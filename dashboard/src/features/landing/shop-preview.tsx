import { formatKopecks } from "@tochka-rosta/money";
import { Check, Lock, ShoppingCart } from "lucide-react";
import { useLocale, useTranslations } from "next-intl";
import type { ReactNode } from "react";
import { BowlDrawing, CupDrawing, VaseDrawing } from "./pottery.tsx";

const products: readonly { code: "vase" | "cup" | "bowl"; kopecks: number; tint: string; drawing: ReactNode }[] = [
  { code: "vase", kopecks: 480000, tint: "bg-picture", drawing: <VaseDrawing /> },
  { code: "cup", kopecks: 145000, tint: "bg-picture-end", drawing: <CupDrawing /> },
  { code: "bowl", kopecks: 120000, tint: "bg-brand-soft", drawing: <BowlDrawing /> },
];

const steps = ["database", "workload", "route", "reachable"] as const;

/** A drawing of a shop on the platform, and of its opening. One image to assistive technology. */
export function ShopPreview() {
  const t = useTranslations("landing.preview");
  return (
    <div role="img" aria-label={t("label")} className="relative animate-rise pb-24 sm:pb-14 lg:pb-10">
      <div
        aria-hidden
        className="overflow-hidden rounded-2xl bg-card text-ink shadow-[0_40px_80px_-24px_rgb(8_8_40/0.65)]"
      >
        <div className="flex items-center gap-3 border-b border-line bg-surface px-4 py-3">
          <span className="flex gap-1.5">
            <i className="size-2.5 rounded-full bg-brand-line" />
            <i className="size-2.5 rounded-full bg-brand-line" />
            <i className="size-2.5 rounded-full bg-brand-line" />
          </span>
          <span className="flex flex-1 items-center gap-1.5 rounded-md bg-card px-2.5 py-1 text-xs text-muted">
            <Lock className="size-3 text-good" />
            {t("address")}
          </span>
        </div>
        <div className="grid gap-4 p-4 sm:p-6">
          <div className="flex items-center justify-between">
            <div>
              <p className="text-lg font-bold tracking-tight">{t("shop")}</p>
              <p className="text-sm text-muted">{t("shopNote")}</p>
            </div>
            <span className="relative rounded-full bg-brand-soft p-2.5 text-brand">
              <ShoppingCart className="size-5" />
              <i className="absolute -top-0.5 -right-0.5 size-3 rounded-full border-2 border-card bg-action-end" />
            </span>
          </div>
          <Products />
        </div>
      </div>
      <OpeningSteps />
    </div>
  );
}

function Products() {
  const t = useTranslations("landing.preview");
  const locale = useLocale();
  return (
    <div className="grid grid-cols-3 gap-2.5 sm:gap-3">
      {products.map(({ code, kopecks, tint, drawing }) => (
        <div key={code} className="grid gap-2 rounded-xl border border-line p-2 pb-3">
          <div className={`grid h-24 place-items-center rounded-lg sm:h-32 ${tint}`}>{drawing}</div>
          <p className="truncate text-xs font-medium sm:text-sm">{t(code)}</p>
          <p className="text-sm font-bold sm:text-base">{formatKopecks(kopecks, locale)}</p>
        </div>
      ))}
    </div>
  );
}

function OpeningSteps() {
  const t = useTranslations("landing.preview");
  return (
    <div
      aria-hidden
      className="stagger-slow absolute right-3 -bottom-4 grid w-60 sm:w-64 gap-2.5 rounded-2xl border border-line bg-card p-4 text-ink shadow-lift sm:right-6 lg:-right-4 lg:-bottom-10"
    >
      <p className="text-sm font-bold">{t("opening")}</p>
      {steps.map((step) => (
        <p key={step} className="flex animate-rise items-center gap-2.5 text-sm">
          <i className="grid size-5 place-items-center rounded-full bg-good-soft text-good">
            <Check className="size-3.5" strokeWidth={3} />
          </i>
          {t(step)}
        </p>
      ))}
    </div>
  );
}
