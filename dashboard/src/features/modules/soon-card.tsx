import { useLocale, useTranslations } from "next-intl";
import type { CatalogueModule } from "#api/models.ts";
import { Badge } from "#components/ui/badge.tsx";
import { Button } from "#components/ui/button.tsx";
import { Card } from "#components/ui/card.tsx";
import { ModuleDrawing } from "./drawings.tsx";

/** A module that is announced: shown, but cannot be activated. */
export function SoonCard({ module }: { module: CatalogueModule }) {
  const common = useTranslations("common");
  const locale = useLocale();
  const titleId = `module-${module.code}`;
  return (
    <Card
      data-testid={`module-card-${module.code}`}
      role="group"
      aria-labelledby={titleId}
      className="grid grid-rows-[1fr_auto] gap-4"
    >
      <div className="grid grid-cols-[4.5rem_1fr] content-start items-start gap-4">
        <div className="grid h-16 place-items-center overflow-hidden rounded-xl bg-linear-to-br from-picture to-picture-end">
          <ModuleDrawing code={module.code} />
        </div>
        <div className="grid min-w-0 gap-1">
          <div className="flex flex-wrap items-center gap-x-2 gap-y-1">
            <h3 id={titleId} className="font-bold">
              {module.titles[locale]}
            </h3>
            <Badge tone="brand">{common("soon")}</Badge>
          </div>
          <p className="text-sm leading-relaxed text-muted">{module.descriptions[locale]}</p>
        </div>
      </div>
      <Button variant="secondary" size="small" disabled block data-testid={`activate-${module.code}`}>
        {common("soon")}
      </Button>
    </Card>
  );
}
