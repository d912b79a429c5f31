"use client";

import { useLocale, useTranslations } from "next-intl";
import { useRouter } from "next/navigation";
import { useState } from "react";
import { browserApi, outcomeOf } from "#api/browser.ts";
import type { CatalogueModule, Tariff } from "#api/models.ts";
import { Form } from "#components/form/form.tsx";
import { useSubmission } from "#components/form/use-submission.ts";
import { ActionButton } from "#components/ui/action-button.tsx";
import { Button } from "#components/ui/button.tsx";
import { Dialog } from "#components/ui/dialog.tsx";

interface TariffModulesOptions {
  tariff: Tariff;
  catalogue: readonly CatalogueModule[];
}

/** Which modules a tariff allows, and the founder's way to change that. */
export function TariffModules({ tariff, catalogue }: TariffModulesOptions) {
  const t = useTranslations("founder.tariffModules");
  const [open, setOpen] = useState(false);
  return (
    <div className="flex flex-wrap items-center gap-x-2 gap-y-1 max-md:justify-end">
      <span className="[overflow-wrap:anywhere]">{tariff.all_modules ? t("all") : tariff.modules.join(", ")}</span>
      {!tariff.all_modules && (
        <ActionButton
          variant="ghost"
          size="small"
          onClick={() => setOpen(true)}
          aria-label={t("openLabel", { name: tariff.name })}
          data-testid={`tariff-modules-${tariff.code}`}
        >
          {t("open")}
        </ActionButton>
      )}
      <Dialog open={open} onClose={() => setOpen(false)} title={t("title", { name: tariff.name })}>
        <ModulesForm tariff={tariff} catalogue={catalogue} onDone={() => setOpen(false)} />
      </Dialog>
    </div>
  );
}

function ModulesForm({ tariff, catalogue, onDone }: TariffModulesOptions & { onDone: () => void }) {
  const t = useTranslations("founder.tariffModules");
  const common = useTranslations("common");
  const router = useRouter();
  const [chosen, setChosen] = useState<readonly string[]>(tariff.modules);
  const { form, pending, failure, send } = useSubmission();
  const choices = listChoices(tariff, catalogue);
  const submit = async () => {
    const params = { path: { id: tariff.id } };
    const body = { modules: [...chosen], seen_modules: [...tariff.modules] };
    const { refusal } = await send(() => outcomeOf(browserApi.PATCH("/api/founder/tariffs/{id}", { params, body })));
    // What somebody else has saved is what the next save is compared with.
    if (refusal?.code === "CHANGED_MEANWHILE") router.refresh();
    if (refusal) return;
    onDone();
    router.refresh();
  };
  return (
    <Form
      form={form}
      pending={pending}
      onSubmit={submit}
      message={failure.message ?? failure.fields["modules"]}
      label={t("title", { name: tariff.name })}
    >
      <p className="leading-relaxed text-muted">{t("lead")}</p>
      <div className="grid gap-1">
        {choices.map((choice, index) => (
          <Choice
            key={choice.code}
            choice={choice}
            isChosen={chosen.includes(choice.code)}
            isFirst={index === 0}
            onChange={(isChosen) =>
              setChosen((before) =>
                isChosen ? [...before, choice.code] : before.filter((code) => code !== choice.code),
              )
            }
          />
        ))}
      </div>
      <div className="flex flex-wrap gap-3">
        <Button type="submit" loading={pending} data-testid="tariff-modules-save">
          {common("save")}
        </Button>
        <Button type="button" variant="outline" onClick={onDone}>
          {common("cancel")}
        </Button>
      </div>
    </Form>
  );
}

interface Option {
  code: string;
  /** Undefined for a module that the catalogue has lost. */
  module: CatalogueModule | undefined;
}

/** The catalogue, and what the tariff still names though the catalogue has lost it. */
function listChoices(tariff: Tariff, catalogue: readonly CatalogueModule[]): Option[] {
  const lost = tariff.modules.filter((code) => !catalogue.some((module) => module.code === code));
  return [
    ...catalogue.map((module) => ({ code: module.code, module })),
    ...lost.map((code) => ({ code, module: undefined })),
  ];
}

interface ChoiceOptions {
  choice: Option;
  isChosen: boolean;
  isFirst: boolean;
  onChange: (isChosen: boolean) => void;
}

function Choice({ choice: { code, module }, isChosen, isFirst, onChange }: ChoiceOptions) {
  const t = useTranslations("founder.tariffModules");
  const locale = useLocale();
  const note = module === undefined ? t("lost") : module.stage === "soon" ? t("soon") : undefined;
  return (
    <label className="flex items-start gap-3 rounded-lg px-2 py-2.5 hover:bg-brand-soft">
      <input
        type="checkbox"
        className="mt-1 size-4 accent-brand"
        checked={isChosen}
        onChange={(event) => onChange(event.target.checked)}
        data-initial-focus={isFirst ? true : undefined}
        data-testid={`tariff-module-${code}`}
      />
      <span className="grid min-w-0">
        <span className="[overflow-wrap:anywhere]">
          {module?.titles[locale] ?? code} <span className="text-sm text-muted">{code}</span>
        </span>
        {note && <span className="text-sm text-muted">{note}</span>}
      </span>
    </label>
  );
}
