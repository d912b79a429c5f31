import type { Queries } from "@tochka-rosta/sdk";

/** What the owner tells about the shop. Empty texts mean "not told yet". */
export interface ShopSettings {
  readonly name: string;
  /** +79XXXXXXXXX or empty. */
  readonly phone: string;
  readonly address: string;
  readonly greeting: string;
}

/** The shop's settings; the row is made with the schema. */
export async function readSettings(queries: Queries): Promise<ShopSettings> {
  const row = await queries.row<ShopSettings>("SELECT name, phone, address, greeting FROM shop_settings");
  return row ?? { name: "", phone: "", address: "", greeting: "" };
}

export async function saveSettings(queries: Queries, settings: ShopSettings): Promise<void> {
  await queries.run("UPDATE shop_settings SET name = $1, phone = $2, address = $3, greeting = $4", [
    settings.name,
    settings.phone,
    settings.address,
    settings.greeting,
  ]);
}
