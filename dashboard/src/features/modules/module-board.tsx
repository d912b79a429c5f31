"use client";

import { useRouter } from "next/navigation";
import { useState } from "react";
import { browserApi, outcomeOf, type Refusal } from "#api/browser.ts";
import type { CatalogueModule, Instance, Tariff } from "#api/models.ts";
import { ModuleCard } from "./module-card.tsx";
import { RefusalDialog } from "./refusal-dialog.tsx";
import { SoonCard } from "./soon-card.tsx";
import { useInstances } from "./use-instances.ts";

interface ModuleBoardOptions {
  catalogue: readonly CatalogueModule[];
  instances: readonly Instance[];
  tariff: Tariff;
}

/** One card a module; activating one shows its launch live, and a refusal with the way out. */
export function ModuleBoard({ catalogue, instances, tariff }: ModuleBoardOptions) {
  const { list, update, isConnected } = useInstances(instances);
  const [refusal, setRefusal] = useState<Refusal>();
  const router = useRouter();

  const activate = async (module: string) => {
    const { data, refusal: refused } = await outcomeOf(browserApi.POST("/api/modules/activate", { body: { module } }));
    if (refused) return setRefusal(refused);
    update(data);
    router.refresh();
  };
  const deactivate = async (id: string) => {
    const path = { params: { path: { id } } };
    const outcome = await outcomeOf(browserApi.POST("/api/modules/instances/{id}/deactivate", path));
    if (outcome.data) update(outcome.data);
    router.refresh();
    return outcome.refusal;
  };

  const available = catalogue.filter(({ stage }) => stage === "available");
  const soon = catalogue.filter(({ stage }) => stage === "soon");
  return (
    <>
      <ul className="grid gap-4">
        {available.map((module) => (
          <li key={module.code} className="grid">
            <ModuleCard
              module={module}
              followed={list.find(({ instance }) => instance.module === module.code)}
              tariff={tariff}
              isConnected={isConnected}
              onActivate={() => activate(module.code)}
              onDeactivate={deactivate}
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
