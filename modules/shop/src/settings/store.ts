import { DEFAULT_TIME_ZONE, type Queries } from "@tochka-rosta/sdk";
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
  /** IANA name of the zone that the shop's times are in. */
  readonly timeZone: string;
}

/** The settings as they are stored. */
export interface StoredSettings extends ShopSettings {
  /** Goes up with each change. */
  readonly version: number;
}

/** The shop's settings; the row is made with the schema. */
export async function readSettings(queries: Queries): Promise<StoredSettings> {
  const row = await queries.row<StoredSettings>(
    `SELECT name, phone, address, greeting, held_pieces AS "heldPieces", time_zone AS "timeZone", version FROM shop_settings`,
  );
  const empty = { name: "", phone: "", address: "", greeting: "", heldPieces: HELD_PIECES.usual };
  return row ?? { ...empty, timeZone: DEFAULT_TIME_ZONE, version: 0 };
}

/** The zone of the shop's times, for the SDK, which asks for it alone. */
export async function readTimeZone(queries: Queries): Promise<string> {
  const row = await queries.row<{ zone: string }>("SELECT time_zone AS zone FROM shop_settings");
  return row?.zone ?? DEFAULT_TIME_ZONE;
}

/**
 * Stores the settings, if they still have the version that their owner saw.
 * @returns false when somebody else has saved them since
 */
export async function saveSettings(queries: Queries, settings: ShopSettings, seenVersion: number): Promise<boolean> {
  const { name, phone, address, greeting, heldPieces, timeZone } = settings;
  const saved = await queries.run(
    `UPDATE shop_settings SET name = $1, phone = $2, address = $3, greeting = $4, held_pieces = $5, time_zone = $6, version = version + 1
     WHERE version = $7`,
    [name, phone, address, greeting, heldPieces, timeZone, seenVersion],
  );
  return saved === 1;
}
