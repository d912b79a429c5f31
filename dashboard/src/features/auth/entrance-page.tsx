import { loadPendingPhone, loadTariffs } from "#api/load.ts";
import { Entrance } from "./entrance.tsx";
import { readReturnPath } from "./open-page.ts";

interface EntranceQuery {
  /** Where to go on after signing in. */
  readonly next?: string | string[];
  /** Code of a tariff that was chosen before. */
  readonly tariff?: string | string[];
}

/** The one entrance, under whichever address somebody comes in. */
export async function EntrancePage({ query: { next, tariff: code } }: { query: EntranceQuery }) {
  const [tariffs, provedPhone] = await Promise.all([
    code === undefined ? undefined : loadTariffs(),
    loadPendingPhone(),
  ]);
  const tariff = tariffs?.find((one) => one.code === code);
  // Whoever turns out to have an account already comes to the tariff they chose.
  const chosen = tariff && `/dashboard/tariff?to=${encodeURIComponent(tariff.code)}`;
  const returnPath = chosen ?? readReturnPath(typeof next === "string" ? next : undefined);
  return <Entrance provedPhone={provedPhone} tariff={tariff} returnPath={returnPath} />;
}
