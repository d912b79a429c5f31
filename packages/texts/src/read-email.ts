/** Why an e-mail address is not taken. */
export type EmailProblem =
  /** Nothing was typed. */
  | "empty"
  /** Longer than mail takes: 64 characters before the @, 254 in all (RFC 5321, 4.5.3.1; RFC 3696, erratum 1690). */
  | "too_long"
  /** More than one address, or a name beside it: `Anna <anna@example.com>`. */
  | "several"
  /** Letters before the @ that most relays do not take: only Latin ones, digits and `.!#$%&'*+/=?^_{|}~-` are sent everywhere. */
  | "not_latin"
  /** No address: without an @, without a domain, an address of a machine. */
  | "not_an_address";

/** An address as it is stored and sent to, its domain in lower case and Punycode; or why it is not taken. */
export type EmailResult =
  { readonly ok: true; readonly address: string } | { readonly ok: false; readonly problem: EmailProblem };

const maxLength = 254;
const maxLocalLength = 64;
const localPattern = /^[a-z0-9!#$%&'*+/=?^_`{|}~-]+(\.[a-z0-9!#$%&'*+/=?^_`{|}~-]+)*$/i;
const domainPattern = /^([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z]([a-z0-9-]{0,61}[a-z0-9])?$/;

/**
 * Reads one address that letters can be sent to. Spaces around it and `mailto:` are left out; a domain in Cyrillic becomes the one that mail
 * servers know; nothing else is changed, for the part before the @ belongs to the receiver.
 *
 * @example
 * readEmail(" Anna@Почта.рф "); // { ok: true, address: "Anna@xn--80a1acny.xn--p1ai" }
 * readEmail("a@example.com, b@example.com"); // { ok: false, problem: "several" }
 */
export function readEmail(typed: string): EmailResult {
  const text = typed
    .normalize("NFC")
    .replace(/^[\s\u200b-\u200f\u2060\ufeff]+|[\s\u200b-\u200f\u2060\ufeff]+$/g, "")
    .replace(/^mailto:/i, "");
  if (text === "") return refuse("empty");
  if (/[,;<>\s]/.test(text) || text.split("@").length > 2) return refuse("several");
  const at = text.lastIndexOf("@");
  if (at <= 0) return refuse("not_an_address");
  const local = text.slice(0, at);
  const domain = readDomain(text.slice(at + 1));
  if (domain === undefined) return refuse("not_an_address");
  if (/[^\u0000-\u007f]/.test(local)) return refuse("not_latin");
  if (!localPattern.test(local)) return refuse("not_an_address");
  const address = `${local}@${domain}`;
  return local.length > maxLocalLength || address.length > maxLength ? refuse("too_long") : { ok: true, address };
}

/** As mail servers know it; undefined for an address of a machine, a single label and what is no name. */
function readDomain(typed: string): string | undefined {
  if (!URL.canParse(`http://${typed}/`) || /[/?#:%\\]/.test(typed)) return undefined;
  const { hostname } = new URL(`http://${typed}/`);
  return domainPattern.test(hostname) ? hostname : undefined;
}

function refuse(problem: EmailProblem): EmailResult {
  return { ok: false, problem };
}

const sentences: Readonly<Record<EmailProblem, Readonly<Record<"ru" | "en", string>>>> = {
  empty: { ru: "Заполните это поле.", en: "Fill in this field." },
  too_long: {
    ru: "Такой длинный адрес почта не примет: проверьте его.",
    en: "Mail takes no address this long: check it.",
  },
  several: {
    ru: "Здесь нужен один адрес, без имени и пробелов: anna@example.ru.",
    en: "One address is needed here, without a name or spaces: anna@example.com.",
  },
  not_latin: {
    ru: "До знака @ в адресе могут быть только латинские буквы, цифры и знаки вроде точки: проверьте раскладку клавиатуры.",
    en: "Before the @ an address has Latin letters, digits and signs such as a dot only: check the keyboard's language.",
  },
  not_an_address: {
    ru: "Это не похоже на адрес почты: он выглядит как anna@example.ru.",
    en: "This does not look like an e-mail address: one reads anna@example.com.",
  },
};

/**
 * Says to a person what is wrong with a refused address and what to do.
 *
 * @example
 * const result = readEmail("anna.example.ru");
 * if (!result.ok) describeEmailProblem(result.problem, "ru"); // "Это не похоже на адрес почты: …"
 */
export function describeEmailProblem(problem: EmailProblem, language: "ru" | "en"): string {
  return sentences[problem][language];
}
