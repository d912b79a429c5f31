import type { Owner } from "../harness/act-as-owner.ts";

/** Sees everybody. */
export const founder = { phone: "+79000000001", password: "основатель-0001-Ё" };

const owner = (
  number: number,
  given: Pick<Owner, "first_name" | "last_name" | "subdomain"> & Partial<Owner>,
): Owner => ({
  employment_type: "self_employed",
  phone: `+7900000000${number}`,
  password: `парольДля-000${number}`,
  tariff: "base",
  consent: true,
  ...given,
});

/** One shop that sells; a name with ё, quotes and an emoji. */
export const seller = owner(2, { first_name: "Алёна 🌲", last_name: `О'Ёлкина-"Пихта"`, subdomain: "yolka" });

/** Two sites, one of them switched off. */
export const twoSites = owner(3, {
  first_name: "Борис",
  last_name: "Двухлавочный",
  employment_type: "ip",
  subdomain: "dve-lavki",
  tariff: "growth",
});

/** Suspended by the platform's operator. */
export const suspended = owner(4, { first_name: "Вера", last_name: "Паузова", subdomain: "vera-na-pauze" });

/** Changed the tariff twice and rents nothing; the longest subdomain that there is. */
export const tariffChanger = owner(5, {
  first_name: "Галина",
  last_name: "Переменова",
  employment_type: "ooo",
  subdomain: "a234567890b234567890c234567890d234567890",
});

/** Registered and left; the password was reset since. */
export const idle = owner(6, {
  first_name: "Jürgen",
  last_name: "Œuvre & Søn <b>",
  employment_type: "individual",
  subdomain: "7-nebo",
});

/** What a person at kubectl applied. */
export const kubectlTenant = "romashka";
