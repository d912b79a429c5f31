import { useTranslations } from "next-intl";
import type { ReactNode } from "react";
import { Badge } from "#components/ui/badge.tsx";
import { Card } from "#components/ui/card.tsx";
import { CoursesDrawing, EventsDrawing, PortfolioDrawing, ShopDrawing } from "../modules/drawings.tsx";
import { Section } from "./section.tsx";

const cards: readonly { code: "shop" | "events" | "courses" | "portfolio"; drawing: ReactNode }[] = [
  { code: "shop", drawing: <ShopDrawing /> },
  { code: "events", drawing: <EventsDrawing /> },
  { code: "courses", drawing: <CoursesDrawing /> },
  { code: "portfolio", drawing: <PortfolioDrawing /> },
];

/** The four modules. `soon` holds the codes that the catalogue lists as not ready yet. */
export function Features({ soon }: { soon: readonly string[] }) {
  const t = useTranslations("landing.features");
  const common = useTranslations("common");
  return (
    <Section id="features" title={t("title")} lead={t("lead")}>
      <ul className="grid gap-4 sm:grid-cols-2 lg:grid-cols-4">
        {cards.map(({ code, drawing }) => (
          <li key={code} className="grid">
            <Card className="grid content-start gap-4 overflow-hidden p-0 transition-shadow hover:shadow-lift sm:p-0">
              <div className="relative grid h-44 place-items-center bg-linear-to-br from-picture to-picture-end">
                {drawing}
                {soon.includes(code) && (
                  <Badge tone="brand" className="absolute top-3 right-3 bg-card">
                    {common("soon")}
                  </Badge>
                )}
              </div>
              <div className="grid gap-2 px-5 pb-6">
                <h3 className="text-lg font-bold">{t(`${code}.title`)}</h3>
                <p className="text-[15px] leading-relaxed text-muted">{t(`${code}.text`)}</p>
              </div>
            </Card>
          </li>
        ))}
      </ul>
    </Section>
  );
}
