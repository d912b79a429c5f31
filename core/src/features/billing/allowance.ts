/** What of a tariff decides about modules. */
export interface Allowance {
  readonly subdomainLimit: number;
  readonly allModules: boolean;
  readonly modules: readonly string[];
}

export function allowsModule({ allModules, modules }: Allowance, module: string): boolean {
  return allModules || modules.includes(module);
}

/** Whether all these active modules (one entry an instance) fit the tariff. */
export function allowsAll(tariff: Allowance, activeModules: readonly string[]): boolean {
  return activeModules.length <= tariff.subdomainLimit && activeModules.every((module) => allowsModule(tariff, module));
}

/** The first tariff of the list that these active modules fit; give them cheapest first. */
export function findFittingTariff<T extends Allowance>(tariffs: readonly T[], activeModules: readonly string[]) {
  return tariffs.find((tariff) => allowsAll(tariff, activeModules));
}
