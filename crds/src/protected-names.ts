/**
 * Names of others: what a buyer would take for a bank, the state or a well-known service. Only the names that are most often imitated
 * here; a platform operator adds to them (values `protectedNames.additional`), and permits one to its rightful owner (`.allowed`).
 */
export const protectedNames = {
  /** Refused wherever they stand in a name: long enough to be nothing else. */
  anywhere: [
    "aeroflot",
    "alfabank",
    "alfastrakh",
    "aliexpress",
    "beeline",
    "boxberry",
    "facebook",
    "gazprom",
    "google",
    "gosuslugi",
    "instagram",
    "kaspersky",
    "kremlin",
    "lukoil",
    "mastercard",
    "megafon",
    "microsoft",
    "minfin",
    "mosenergo",
    "odnoklassniki",
    "otkritie",
    "paypal",
    "pochtabank",
    "pochtarossii",
    "raiffeisen",
    "rosneft",
    "rosreestr",
    "rosselhozbank",
    "rostelecom",
    "russianpost",
    "sberbank",
    "sovcombank",
    "sportmaster",
    "steampowered",
    "telegram",
    "tinkoff",
    "vkontakte",
    "whatsapp",
    "wildberries",
    "yandex",
    "yookassa",
    "yoomoney",
  ],
  /** Refused as a word of a name, between hyphens: inside other words they mean nothing. */
  words: [
    "avito",
    "cdek",
    "fssp",
    "gibdd",
    "gosbank",
    "lamoda",
    "mailru",
    "mosru",
    "mvideo",
    "nalog",
    "nspk",
    "ozon",
    "qiwi",
    "sber",
    "sberid",
    "tbank",
    "tele2",
    "vtb",
    "youla",
    "zakupki",
  ],
  /** Refused as a whole name only: too short, or ordinary words beside that. */
  whole: [
    "apple",
    "cbr",
    "fns",
    "fsb",
    "mir",
    "mos",
    "mts",
    "mvd",
    "pfr",
    "pochta",
    "rzd",
    "sbp",
    "sfr",
    "vk",
    "wb",
    "ya",
  ],
} as const;

/** Which lists of names a platform has beside ours. */
export interface ProtectedNameSettings {
  /** Refused like `words`. */
  readonly additional: readonly string[];
  /** Whole names that may be had all the same. */
  readonly allowed: readonly string[];
}

/**
 * Signs that are read as others. Replaced in this order on both sides of a comparison; letters that stand for two (1 is read as l and as i)
 * are folded into one.
 */
export const confusables = [
  ["rn", "m"],
  ["vv", "w"],
  ["0", "o"],
  ["1", "l"],
  ["i", "l"],
  ["3", "e"],
  ["4", "a"],
  ["5", "s"],
  ["7", "t"],
  ["8", "b"],
] as const;

/** A name as hasty eyes read it: `sber8ank` and `sberbank` come out the same. */
export function foldConfusables(name: string): string {
  return confusables.reduce((text, [seen, read]) => text.replaceAll(seen, read), name);
}

/** Whether a tenant's name, in lower case, would be taken for somebody else's. */
export function isProtectedName(name: string, { additional, allowed }: ProtectedNameSettings): boolean {
  if (allowed.includes(name)) return false;
  const folded = foldConfusables(name);
  const joined = folded.replaceAll("-", "");
  const parts = folded.split("-");
  const is = (list: readonly string[], text: string) => list.some((entry) => foldConfusables(entry) === text);
  return (
    protectedNames.anywhere.some((entry) => joined.includes(foldConfusables(entry))) ||
    [...protectedNames.words, ...additional].some((entry) => parts.includes(foldConfusables(entry))) ||
    is([...protectedNames.words, ...additional, ...protectedNames.whole], joined)
  );
}

/** First parts of hosts that buyers take for the platform's own doors; no site has one. */
export const reservedHostPrefixes = [
  "account",
  "admin",
  "api",
  "auth",
  "billing",
  "dashboard",
  "login",
  "lk",
  "mail",
  "oplata",
  "pay",
  "payment",
  "secure",
  "security",
  "support",
  "www",
] as const;

/** The lists as an admission policy compares them, folded already: Helm, which writes the policy, knows them as a file. */
export function describeProtectedNames(): object {
  const fold = (names: readonly string[]) => [...new Set(names.map(foldConfusables))];
  const { anywhere, words, whole } = protectedNames;
  return {
    confusables,
    anywhere: fold(anywhere),
    words: fold(words),
    whole: fold(whole),
    hostPrefixes: reservedHostPrefixes,
  };
}
