"use client";

import { useState } from "react";
import type { Refusal } from "#api/browser.ts";
import type { CatalogueModule, Instance, Tariff } from "#api/models.ts";
import { DeletedNotice, type Deleted } from "./deleted-notice.tsx";
import { ModuleSites } from "./module-sites.tsx";
import { RefusalDialog } from "./refusal-dialog.tsx";
import { SoonCard } from "./soon-card.tsx";
import type { Followed } from "./steps.ts";
import { useInstances } from "./use-instances.ts";
import { useModuleActions } from "./use-module-actions.ts";

interface ModuleBoardOptions {
  catalogue: readonly CatalogueModule[];
  instances: readonly Instance[];
  tariff: Tariff;
  /** How long the data of a deleted site rests. */
  retirementDays: number;
}

/** The owner's sites and the modules that could be one; activating shows the launch live, and a refusal with the way out. */
export function ModuleBoard({ catalogue, instances, tariff, retirementDays }: ModuleBoardOptions) {
  const { list, update, remove, isConnected } = useInstances(instances);
  const [deleted, setDeleted] = useState<Deleted>();
  const actions = useModuleActions({
    onInstance: update,
    onDeleted: ({ id, name }, dataRestsUntil) => {
      remove(id);
      setDeleted({ name, dataRestsUntil });
    },
  });
  const [refusal, setRefusal] = useState<Refusal>();
  const soon = catalogue.filter(
    ({ code, stage }) => stage === "soon" && !list.some(({ instance }) => instance.module === code),
  );
  return (
    <>
      {deleted && <DeletedNotice deleted={deleted} />}
      <ul className="grid gap-4">
        {withForgotten(catalogue, list)
          .filter(({ code, stage }) => stage === "available" || list.some(({ instance }) => instance.module === code))
          .map((module) => (
            <li key={module.code} className="grid gap-4">
              <ModuleSites
                module={module}
                sites={list.filter(({ instance }) => instance.module === module.code)}
                retirementDays={retirementDays}
                takenPrefixes={list.map(({ instance }) => instance.host_prefix)}
                tariff={tariff}
                isConnected={isConnected}
                actions={actions}
                onRefusal={setRefusal}
              />
            </li>
          ))}
      </ul>
      {soon.length > 0 && (
        <ul className="grid gap-4 sm:grid-cols-2 lg:grid-cols-3">
          {soon.map((module) => (
            <li key={module.code} className="grid">
              <SoonCard module={module} />
            </li>
          ))}
        </ul>
      )}
      <RefusalDialog refusal={refusal} onClose={() => setRefusal(undefined)} />
    </>
  );
}

/** The catalogue with an entry for each module that sites run and that it has lost: such a site is still its owner's to see and delete. */
function withForgotten(catalogue: readonly CatalogueModule[], list: readonly Followed[]): CatalogueModule[] {
  const known = new Set(catalogue.map(({ code }) => code));
  const forgotten = new Set(list.map(({ instance }) => instance.module).filter((code) => !known.has(code)));
  const entries = [...forgotten].map((code) => ({
    code,
    titles: { ru: code, en: code },
    descriptions: { ru: "", en: "" },
    stage: "available" as const,
  }));
  return [...catalogue, ...entries];
}
