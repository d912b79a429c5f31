import type { Queryable } from "../../database/client.ts";
import type { CatalogueModule } from "./schemas.ts";

/** The catalogue as last seen in the cluster: what can be activated first. */
export async function findCatalogue(database: Queryable): Promise<CatalogueModule[]> {
  const rows = await database.module.findMany({
    where: { isPresent: true },
    orderBy: [{ stage: "asc" }, { name: "asc" }],
  });
  return rows.map((row) => ({
    code: row.name,
    titles: { ru: row.titleRu, en: row.titleEn },
    descriptions: { ru: row.descriptionRu, en: row.descriptionEn },
    stage: row.stage,
  }));
}

/** A module of the catalogue; null when there is none of this name (any more). */
export function findModule(database: Queryable, name: string) {
  return database.module.findFirst({ where: { name, isPresent: true } });
}

export interface ObservedModule {
  readonly name: string;
  readonly titleRu: string;
  readonly titleEn: string;
  readonly descriptionRu: string;
  readonly descriptionEn: string;
  readonly stage: "available" | "soon";
  readonly version: string | null;
}

/**
 * Makes the stored catalogue what the cluster's is. Rows of modules that vanished stay, for the instances that name them.
 * @returns whether anything was different
 */
export async function replaceCatalogue(database: Queryable, observed: readonly ObservedModule[]): Promise<boolean> {
  let isChanged = false;
  const rows = new Map((await database.module.findMany()).map((row) => [row.name, row]));
  for (const module of observed) {
    const row = rows.get(module.name);
    rows.delete(module.name);
    const { name, ...data } = module;
    if (row?.isPresent && isSame(row, module)) continue;
    isChanged = true;
    await database.module.upsert({ where: { name }, create: module, update: { ...data, isPresent: true } });
  }
  const gone = [...rows.values()].filter(({ isPresent }) => isPresent).map(({ name }) => name);
  if (gone.length === 0) return isChanged;
  await database.module.updateMany({ where: { name: { in: gone } }, data: { isPresent: false } });
  return true;
}

function isSame(a: ObservedModule, b: ObservedModule): boolean {
  return (Object.keys(b) as (keyof ObservedModule)[]).every((key) => a[key] === b[key]);
}
