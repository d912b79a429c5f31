import type { CatalogueModule, Tariff } from "#api/models.ts";

type TitledModule = Pick<CatalogueModule, "code" | "titles" | "stage">;

/**
 * The modules of a tariff: those that can be activated today, and those that are only announced. A module that the catalogue does not
 * have cannot be activated either; without a catalogue (it did not load) nothing is promised for later.
 */
export function splitModules(
  { all_modules: isAll, modules }: Pick<Tariff, "all_modules" | "modules">,
  catalogue: readonly TitledModule[],
): { ready: readonly TitledModule[]; soon: readonly TitledModule[] } {
  const unnamed = (code: string): TitledModule => ({
    code,
    titles: { ru: code, en: code },
    stage: catalogue.length === 0 ? "available" : "soon",
  });
  const own = isAll ? catalogue : modules.map((code) => catalogue.find((one) => one.code === code) ?? unnamed(code));
  return {
    ready: own.filter(({ stage }) => stage === "available"),
    soon: own.filter(({ stage }) => stage === "soon"),
  };
}
