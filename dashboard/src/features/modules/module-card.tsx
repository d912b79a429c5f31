"use client";

import { useLocale, useTranslations } from "next-intl";
import { useState, type ReactNode } from "react";
import type { Refusal } from "#api/browser.ts";
import type { CatalogueModule, Tariff } from "#api/models.ts";
import { Badge } from "#components/ui/badge.tsx";
import { ActionButton } from "#components/ui/action-button.tsx";
import { Card } from "#components/ui/card.tsx";
import { Notice } from "#components/ui/notice.tsx";
import { ModuleDrawing } from "./drawings.tsx";
import { InstancePanel } from "./instance-panel.tsx";
import { describePanel, panels } from "./panel.ts";
import type { Followed } from "./steps.ts";
import { useLostFocus } from "./use-lost-focus.ts";

interface ModuleCardOptions {
  module: CatalogueModule;
  /** The owner's instance of this module, if there ever was one. */
  followed: Followed | undefined;
  /** Then the first part of the address tells the cards apart. */
  isOneOfSeveral: boolean;
  tariff: Tariff;
  isConnected: boolean;
  onActivate: () => Promise<void>;
  onDeactivate: (id: string) => Promise<Refusal | undefined>;
  /** The way to delete the site, where there is one. */
  deletion: ReactNode;
}

/** The id of the heading of a site's card. */
export function titleIdOf(name: string): string {
  return `module-${name}`;
}

/** A module of the catalogue that can be activated, or the owner's own site. */
export function ModuleCard(props: ModuleCardOptions) {
  const { module, followed, isOneOfSeveral, tariff, isConnected, onActivate, onDeactivate, deletion } = props;
  const locale = useLocale();
  const name = followed?.instance.name ?? module.code;
  const title = isOneOfSeveral ? `${module.titles[locale]} · ${name}` : module.titles[locale];
  const titleId = titleIdOf(name);
  const place = useLostFocus<HTMLHeadingElement>(followed?.instance.active);
  return (
    <Card
      data-testid={`module-card-${name}`}
      role="group"
      aria-labelledby={titleId}
      className="grid items-start gap-5 lg:grid-cols-[5fr_7fr] lg:gap-8"
    >
      <div className="grid content-start gap-4 max-lg:grid-cols-[5.5rem_1fr] max-sm:items-start">
        <div className="grid h-22 place-items-center overflow-hidden rounded-xl bg-linear-to-br from-picture to-picture-end lg:h-44">
          <ModuleDrawing code={module.code} />
        </div>
        <div className="grid min-w-0 content-start gap-1.5">
          <div className="flex flex-wrap items-center gap-x-3 gap-y-1">
            <h3 id={titleId} ref={place} tabIndex={-1} className="text-lg font-bold outline-none">
              {title}
            </h3>
            <State module={module} followed={followed} tariff={tariff} />
          </div>
          <p className="text-[15px] leading-relaxed text-muted">{module.descriptions[locale]}</p>
        </div>
      </div>
      {followed && describePanel(followed.instance).body !== "off" ? (
        <InstancePanel
          key={followed.instance.requested_at}
          followed={followed}
          title={title}
          isConnected={isConnected}
          onDeactivate={() => onDeactivate(followed.instance.id)}
          deletion={deletion}
        />
      ) : (
        <div className="grid content-start gap-4">
          {followed?.instance.managed_by === "cluster" ? (
            <SwitchedElsewhere />
          ) : (
            <Activation name={name} title={title} wasActive={followed !== undefined} onActivate={onActivate} />
          )}
          {deletion && <div className="justify-self-start">{deletion}</div>}
        </div>
      )}
    </Card>
  );
}

function State({ module, followed, tariff }: Pick<ModuleCardOptions, "module" | "followed" | "tariff">) {
  const t = useTranslations("modules.state");
  if (followed) {
    const { state } = followed.instance;
    return (
      <Badge tone={panels[state].tone} data-testid={`module-state-${followed.instance.name}`} data-state={state}>
        {t(state)}
      </Badge>
    );
  }
  const isInTariff = tariff.all_modules || tariff.modules.includes(module.code);
  return isInTariff ? null : <Badge>{t("notInTariff", { tariff: tariff.name })}</Badge>;
}

interface ActivationOptions {
  name: string;
  title: string;
  /** There is an instance, switched off. */
  wasActive: boolean;
  onActivate: () => Promise<void>;
}

function Activation({ name, title, wasActive, onActivate }: ActivationOptions) {
  const t = useTranslations("modules");
  const [pending, setPending] = useState(false);
  const activate = async () => {
    setPending(true);
    await onActivate();
    setPending(false);
  };
  return (
    <div className="grid content-start gap-4">
      {wasActive ? <Kept /> : <Before />}
      <ActionButton
        size="large"
        className="lg:justify-self-start"
        loading={pending}
        onClick={() => void activate()}
        aria-label={wasActive ? undefined : t("activateLabel", { module: title })}
        data-testid={`activate-${name}`}
      >
        {t(wasActive ? "activateAgain" : "activate")}
      </ActionButton>
    </div>
  );
}

const acts = ["database", "workload", "reachable"] as const;

function Before() {
  const t = useTranslations("modules.before");
  return (
    <div className="grid gap-2.5 max-lg:sr-only">
      <p className="font-semibold">{t("title")}</p>
      <ol className="grid gap-2">
        {acts.map((act, index) => (
          <li key={act} className="flex items-center gap-3 text-[15px]">
            <span
              aria-hidden
              className="grid size-6 shrink-0 place-items-center rounded-full bg-brand-soft text-sm font-semibold text-brand-strong"
            >
              {index + 1}
            </span>
            {t(act)}
          </li>
        ))}
      </ol>
    </div>
  );
}

/** Of a site that was applied to the cluster, which is switched where it was applied. */
function SwitchedElsewhere() {
  const t = useTranslations("modules");
  return <Notice tone="info" text={t("switchedElsewhere")} />;
}

function Kept() {
  const t = useTranslations("modules");
  return <Notice tone="good" text={t("kept")} />;
}
