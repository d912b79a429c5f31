/** What of a tariff decides about modules. */
export interface Allowance {
  readonly subdomainLimit: number;
  readonly allModules: boolean;
  readonly modules: readonly string[];
}

/** What of a tariff decides how many sites may exist. */
export interface Keeping {
  readonly subdomainLimit: number;
  readonly spareSites: number;
  readonly retiredSiteLimit: number;
}

/** How long the data of a deleted site rests before the platform may drop it, and for how long it counts. */
export const retirementDays = 90;

/** How many sites may be kept, active and switched off together: those over it stay, and no new one is made. */
export function countKeepable({ subdomainLimit, spareSites }: Pick<Keeping, "subdomainLimit" | "spareSites">): number {
  return subdomainLimit + spareSites;
}

export function allowsModule({ allModules, modules }: Allowance, module: string): boolean {
  return allModules || modules.includes(module);
}

/** Whether all these active modules (one entry an instance) fit the tariff. */
export function allowsAll(tariff: Allowance, activeModules: readonly string[]): boolean {
  return activeModules.length <= tariff.subdomainLimit && activeModules.every((module) => allowsModule(tariff, module));
}
