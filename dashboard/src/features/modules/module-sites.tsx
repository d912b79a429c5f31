"use client";

import { useLocale } from "next-intl";
import type { Refusal } from "#api/browser.ts";
import type { CatalogueModule, Tariff } from "#api/models.ts";
import { AnotherSite } from "./another-site.tsx";
import { DeleteButton } from "./delete-button.tsx";
import { findFreePrefix, replacePrefix } from "./host-prefix.ts";
import { ModuleCard } from "./module-card.tsx";
import type { Followed } from "./steps.ts";
import type { ModuleActions } from "./use-module-actions.ts";

interface ModuleSitesOptions {
  module: CatalogueModule;
  /** The owner's sites of this module. */
  sites: readonly Followed[];
  /** First parts of the addresses of all the owner's sites. */
  takenPrefixes: readonly string[];
  tariff: Tariff;
  /** How long the data of a deleted site rests. */
  retirementDays: number;
  isConnected: boolean;
  actions: ModuleActions;
  onRefusal: (refusal: Refusal | undefined) => void;
}

/** Refusals that the field in the dialog explains. */
const staysInDialog: ReadonlySet<string> = new Set(["HOST_PREFIX_TAKEN", "HOST_PREFIX_RESERVED", "VALIDATION_FAILED"]);

/** A card for each site of a module; before the first there is one that offers it, after it the way to one more. */
export function ModuleSites(props: ModuleSitesOptions) {
  const { module, sites, takenPrefixes, tariff, retirementDays, isConnected, actions, onRefusal } = props;
  const locale = useLocale();
  const cards: readonly (Followed | undefined)[] = sites.length > 0 ? sites : [undefined];
  const activateAnother = async (hostPrefix: string) => {
    const refusal = await actions.activate(module.code, hostPrefix);
    if (refusal !== undefined && staysInDialog.has(refusal.code)) return refusal;
    onRefusal(refusal);
    return undefined;
  };
  return (
    <>
      {cards.map((followed) => (
        <ModuleCard
          // The offered card becomes that of the first site, so the focus can stay with it.
          key={followed?.instance.name ?? module.code}
          module={module}
          followed={followed}
          isOneOfSeveral={sites.length > 1}
          tariff={tariff}
          isConnected={isConnected}
          onActivate={async () => onRefusal(await actions.activate(module.code, followed?.instance.host_prefix))}
          onDeactivate={actions.deactivate}
          deletion={
            followed && (
              <DeleteButton
                title={module.titles[locale]}
                name={followed.instance.name}
                retirementDays={retirementDays}
                onDelete={(typedName) => actions.remove(followed.instance, typedName)}
              />
            )
          }
        />
      ))}
      {sites.some(({ instance }) => instance.active && instance.state !== "suspended") && (
        <AnotherSite
          module={module}
          freePrefix={findFreePrefix(module.code, takenPrefixes)}
          takenPrefixes={takenPrefixes}
          hostAt={(prefix) => {
            const known = sites.find(({ instance }) => instance.url !== null && instance.host_prefix !== "")?.instance;
            return known?.url ? replacePrefix(known.url, known.host_prefix, prefix) : undefined;
          }}
          onActivate={activateAnother}
        />
      )}
    </>
  );
}
