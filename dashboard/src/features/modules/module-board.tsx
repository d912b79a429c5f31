"use client";

import { useState } from "react";
import type { Refusal } from "#api/browser.ts";
import type { CatalogueModule, Instance, Tariff } from "#api/models.ts";
import { ModuleSites } from "./module-sites.tsx";
import { RefusalDialog } from "./refusal-dialog.tsx";
import { SoonCard } from "./soon-card.tsx";
import { useInstances } from "./use-instances.ts";
import { useModuleActions } from "./use-module-actions.ts";

interface ModuleBoardOptions {
  catalogue: readonly CatalogueModule[];
  instances: readonly Instance[];
  tariff: Tariff;
}

/** The owner's sites and the modules that could be one; activating shows the launch live, and a refusal with the way out. */
export function ModuleBoard({ catalogue, instances, tariff }: ModuleBoardOptions) {
  const { list, update, isConnected } = useInstances(instances);
  const actions = useModuleActions(update);
  const [refusal, setRefusal] = useState<Refusal>();
  const soon = catalogue.filter(({ stage }) => stage === "soon");
  return (
    <>
      <ul className="grid gap-4">
        {catalogue
          .filter(({ stage }) => stage === "available")
          .map((module) => (
            <li key={module.code} className="grid gap-4">
              <ModuleSites
                module={module}
                sites={list.filter(({ instance }) => instance.module === module.code)}
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
