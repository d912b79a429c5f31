import type { Module } from "@tochka-rosta/crds";
import { replaceCatalogue, type ObservedModule } from "../features/modules/catalogue-store.ts";
import { publishPublicData } from "../events/public-data.ts";
import type { SyncContext } from "./sync-parts.ts";

/** Makes the stored catalogue what the Module objects say. */
export async function syncCatalogue(context: SyncContext): Promise<void> {
  const { database, modules } = context;
  const present = modules.list().filter(({ metadata }) => metadata.deletionTimestamp === undefined);
  if (await replaceCatalogue(database, present.map(toObservedModule))) publishPublicData(context, "modules");
}

function toObservedModule({ metadata, spec }: Readonly<Module>): ObservedModule {
  return {
    name: metadata.name,
    titleRu: spec.titles.ru,
    titleEn: spec.titles.en,
    descriptionRu: spec.descriptions?.ru ?? "",
    descriptionEn: spec.descriptions?.en ?? "",
    stage: spec.stage === "ComingSoon" ? "soon" : "available",
    version: spec.version ?? null,
  };
}
