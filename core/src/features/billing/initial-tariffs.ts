import type { RunQuery } from "@tochka-rosta/postgres/migrations";

interface InitialTariff {
  readonly code: string;
  readonly name: string;
  readonly priceKopecks: number;
  readonly subdomainLimit: number;
  /** Sites that may be kept switched off, beyond those that may be on. */
  readonly spareSites: number;
  /** Deleted sites whose data may rest at once. */
  readonly retiredSiteLimit: number;
  readonly modules: readonly string[];
  readonly storageGigabytes: number;
  readonly cpu: string;
  readonly memory: string;
  readonly support: "email" | "priority_email" | "priority_phone";
  readonly isPopular: boolean;
  readonly features: readonly { readonly ru: string; readonly en: string }[];
}

/** What an owner starts with who chose no tariff. */
export const defaultTariffCode = "base";

/**
 * The tariffs that an installation starts with, prices in kopecks a month. From then on the table is the truth: an edited tariff stays
 * edited, so a change here reaches new installations only (others by a migration, or by the founder).
 */
export const initialTariffs: readonly InitialTariff[] = [
  {
    code: "base",
    name: "Base",
    priceKopecks: 99_000,
    subdomainLimit: 1,
    spareSites: 2,
    retiredSiteLimit: 3,
    modules: ["shop"],
    storageGigabytes: 5,
    cpu: "2",
    memory: "1Gi",
    support: "email",
    isPopular: false,
    features: [
      { ru: "1 сайт на поддомене", en: "1 site on a subdomain" },
      { ru: "Магазин", en: "Shop" },
      { ru: "5 ГБ для данных", en: "5 GB of storage" },
      { ru: "Email поддержка", en: "Support by email" },
    ],
  },
  {
    code: "growth",
    name: "Growth",
    priceKopecks: 299_000,
    subdomainLimit: 2,
    spareSites: 3,
    retiredSiteLimit: 5,
    modules: ["shop", "events"],
    storageGigabytes: 20,
    cpu: "4",
    memory: "2Gi",
    support: "priority_email",
    isPopular: true,
    features: [
      { ru: "2 сайта на поддоменах", en: "2 sites on subdomains" },
      { ru: "Магазин и мероприятия", en: "Shop and events" },
      { ru: "20 ГБ для данных", en: "20 GB of storage" },
      { ru: "Приоритетная поддержка", en: "Priority support" },
    ],
  },
  {
    code: "master",
    name: "Master",
    priceKopecks: 999_000,
    subdomainLimit: 10,
    spareSites: 5,
    retiredSiteLimit: 15,
    modules: ["shop", "events", "portfolio", "courses"],
    storageGigabytes: 100,
    cpu: "10",
    memory: "10Gi",
    support: "priority_phone",
    isPopular: false,
    features: [
      { ru: "10 сайтов на поддоменах", en: "10 sites on subdomains" },
      { ru: "Магазин, мероприятия, портфолио и курсы", en: "Shop, events, portfolio and courses" },
      { ru: "100 ГБ для данных", en: "100 GB of storage" },
      { ru: "Телефонная поддержка", en: "Support by phone" },
    ],
  },
];

/** Adds the tariffs that are missing, by code. Running it again changes nothing. */
export async function seedTariffs(query: RunQuery): Promise<void> {
  for (const [index, tariff] of initialTariffs.entries()) {
    await query(
      `INSERT INTO "tariffs" ("id", "code", "name", "price_kopecks", "subdomain_limit", "storage_gigabytes", "modules",
         "cpu", "memory", "support", "features", "is_popular", "position", "spare_sites", "retired_site_limit", "updated_at")
       VALUES (gen_random_uuid(), $1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, now())
       ON CONFLICT ("code") DO NOTHING`,
      [
        tariff.code,
        tariff.name,
        tariff.priceKopecks,
        tariff.subdomainLimit,
        tariff.storageGigabytes,
        tariff.modules,
        tariff.cpu,
        tariff.memory,
        tariff.support,
        JSON.stringify(tariff.features),
        tariff.isPopular,
        index + 1,
        tariff.spareSites,
        tariff.retiredSiteLimit,
      ],
    );
  }
}
