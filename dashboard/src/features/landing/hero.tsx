import { ArrowRight, Check } from "lucide-react";
import { useTranslations } from "next-intl";
import Link from "next/link";
import { Button } from "#components/ui/button.tsx";
import { ShopPreview } from "./shop-preview.tsx";

/** Slogan, the two ways on, and a picture of what comes out. */
export function Hero() {
  const t = useTranslations("landing.hero");
  const common = useTranslations("common");
  return (
    <section className="on-night relative mx-auto grid max-w-6xl gap-12 px-4 pt-26 pb-20 sm:px-6 lg:grid-cols-[1.06fr_1fr] lg:items-center lg:gap-10 lg:pt-32 lg:pb-28">
      <div className="relative grid gap-6 text-white">
        <p className="text-sm font-semibold tracking-wide text-indigo-100">{t("eyebrow")}</p>
        <h1 className="text-[clamp(2.5rem,6.4vw,4.25rem)] leading-[1.03] font-extrabold tracking-[-0.04em]">
          {t.rich("title", {
            accent: (chunks) => (
              <span className="-mb-2 block bg-linear-to-r pb-2 from-sky-200 via-blue-200 to-indigo-200 bg-clip-text text-transparent">
                {chunks}
              </span>
            ),
          })}
        </h1>
        <p className="max-w-[34rem] text-lg leading-relaxed text-indigo-50/90">{t("lead")}</p>
        <div className="flex flex-wrap gap-3">
          <Button asChild variant="light" size="large">
            <Link href="/register">
              {common("signUp")}
              <ArrowRight aria-hidden className="size-5" />
            </Link>
          </Button>
          <Button asChild variant="glass" size="large">
            <a href="#tariffs">{t("secondary")}</a>
          </Button>
        </div>
        <p className="flex items-center gap-2 text-[15px] text-indigo-100">
          <Check aria-hidden className="size-5 text-sky-300" />
          {t("trial")}
        </p>
      </div>
      <ShopPreview />
    </section>
  );
}
