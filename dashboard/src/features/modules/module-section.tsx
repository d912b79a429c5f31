import { useTranslations } from "next-intl";
import type { CatalogueModule, Instance, Subscription } from "#api/models.ts";
import { Notice } from "#components/ui/notice.tsx";
import { ModuleBoard } from "./module-board.tsx";

interface ModuleSectionOptions {
  /** Undefined when it could not be loaded. */
  catalogue: readonly CatalogueModule[] | undefined;
  instances: readonly Instance[];
  subscription: Subscription;
}

/** «Модули»: the catalogue with the owner's own instances in it, or why there is nothing to show. */
export function ModuleSection({ catalogue, instances, subscription }: ModuleSectionOptions) {
  const t = useTranslations("modules");
  return (
    <section aria-labelledby="modules-title" className="grid gap-4">
      <h2 id="modules-title" className="text-2xl font-bold">
        {t("title")}
      </h2>
      {!catalogue && <Notice tone="warn" title={t("unavailable.title")} text={t("unavailable.text")} />}
      {catalogue?.length === 0 && <Notice tone="info" title={t("empty.title")} text={t("empty.text")} />}
      {catalogue && catalogue.length > 0 && (
        <ModuleBoard
          catalogue={catalogue}
          instances={instances}
          tariff={subscription.tariff}
          retirementDays={subscription.usage.retirement_days}
        />
      )}
    </section>
  );
}
