import { useTranslations } from "next-intl";
import type { Overview } from "#api/models.ts";
import { Badge } from "#components/ui/badge.tsx";
import { Card } from "#components/ui/card.tsx";

const components = ["database", "cluster", "redis"] as const;
const tones = { up: "good", down: "bad", off: "neutral" } as const;

/** What core says of the parts it needs. */
export function HealthCard({ health }: { health: Overview["health"] }) {
  const t = useTranslations("founder.health");
  return (
    <Card className="grid content-start gap-4">
      <h2 className="text-lg font-bold">{t("title")}</h2>
      <ul className="grid gap-3">
        {components.map((component) => {
          const { state, note } = health[component];
          // What is down is told in core's own words; that Redis is not wanted is an ordinary state with words of ours.
          const explanation = component === "redis" && state === "off" ? t("withoutRedis") : note;
          return (
            <li key={component} className="grid grid-cols-[1fr_auto] items-center gap-x-3">
              <span className="font-medium">{t(`component.${component}`)}</span>
              <Badge tone={tones[state]}>{t(`state.${state}`)}</Badge>
              {explanation && <span className="col-span-2 text-sm break-words text-muted">{explanation}</span>}
            </li>
          );
        })}
      </ul>
    </Card>
  );
}
