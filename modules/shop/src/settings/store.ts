import type { Queries } from "@tochka-rosta/sdk";
import { HELD_PIECES } from "../order-limits.ts";

/** What the owner tells about the shop. Empty texts mean "not told yet". */
export interface ShopSettings {
  readonly name: string;
  /** +79XXXXXXXXX or empty. */
  readonly phone: string;
  readonly address: string;
  readonly greeting: string;
  /** The most pieces that one buyer may have kept until the seller confirms the order. */
  readonly heldPieces: number;
}

/** The shop's settings; the row is made with the schema. */
export async function readSettings(queries: Queries): Promise<ShopSettings> {
  const row = await queries.row<ShopSettings>(
    `SELECT name, phone, address, greeting, held_pieces AS "heldPieces" FROM shop_settings`,
  );
  return row ?? { name: "", phone: "", address: "", greeting: "", heldPieces: HELD_PIECES.usual };
}

export async function saveSettings(queries: Queries, settings: ShopSettings): Promise<void> {
  const { name, phone, address, greeting, heldPieces } = settings;
  await queries.run("UPDATE shop_settings SET name = $1, phone = $2, address = $3, greeting = $4, held_pieces = $5", [
    name,
    phone,
    address,
    greeting,
    heldPieces,
  ]);
}
