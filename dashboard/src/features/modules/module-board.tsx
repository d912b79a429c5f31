"use client";

import { useRouter } from "next/navigation";
import { useState } from "react";
import { browserApi, outcomeOf, type Refusal } from "#api/browser.ts";
import type { CatalogueModule, Instance, Tariff } from "#api/models.ts";
import { ModuleCard } from "./module-card.tsx";
import { RefusalDialog } from "./refusal-dialog.tsx";
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

  // What runs or can run stands before what is only announced.
  const ordered = catalogue.toSorted((a, b) => Number(a.stage === "soon") - Number(b.stage === "soon"));
  return (
    <>
      <ul className="grid items-start gap-4 lg:grid-cols-2">
        {ordered.map((module) => (
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
      <RefusalDialog refusal={refusal} onClose={() => setRefusal(undefined)} />
    </>
  );
}
