// Until core's OpenAPI is there.
export interface Tariff {
  code: string;
  name: string;
  priceKopecks: number;
  subdomainLimit: number;
  modules: string[];
  allModules: boolean;
  storageGb: number;
  support: string;
  popular: boolean;
}
export async function fetchTariffs(): Promise<Tariff[]> {
  const r = await fetch(`${process.env["CORE_URL"]}/api/billing/tariffs`, { cache: "no-store" });
  return ((await r.json()) as { items: Tariff[] }).items;
}
export async function fetchSoon(): Promise<string[]> {
  const r = await fetch(`${process.env["CORE_URL"]}/api/modules`, { cache: "no-store" });
  return ((await r.json()) as { items: { code: string; stage: string }[] }).items
    .filter((m) => m.stage === "soon")
    .map((m) => m.code);
}
