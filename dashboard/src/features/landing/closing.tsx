import { ArrowRight } from "lucide-react";
import { useTranslations } from "next-intl";
import Link from "next/link";
import { Button } from "#components/ui/button.tsx";
import { GrowingPoints } from "./growing-points.tsx";

/** The last call to start. */
export function Closing() {
  const t = useTranslations("landing.closing");
  const common = useTranslations("common");
  return (
    <section className="px-4 pb-20 sm:px-6 sm:pb-28">
      <div className="on-night relative mx-auto max-w-6xl overflow-hidden rounded-3xl bg-night-sky px-6 py-14 text-white sm:px-12 sm:py-20">
        <GrowingPoints className="pointer-events-none absolute inset-0 h-full w-full" />
        <div className="relative grid max-w-xl justify-items-start gap-4">
          <h2 className="text-3xl font-extrabold sm:text-5xl sm:leading-[1.05]">{t("title")}</h2>
          <p className="text-lg text-indigo-50/90">{t("text")}</p>
          <Button asChild variant="light" size="large" className="mt-2">
            <Link href="/register">
              {common("signUp")}
              <ArrowRight aria-hidden className="size-5" />
            </Link>
          </Button>
        </div>
      </div>
    </section>
  );
}
