export interface Distribution {
  readonly name: string;
  readonly version: number;
  readonly isDefault: boolean;
}
export function parseDistributions(output: string): Distribution[];
export function chooseDistribution(distributions: readonly Distribution[]): Distribution | undefined;
export function describeMissing(found: readonly Distribution[]): string;
export function describeMissingGit(distribution: string): string;
