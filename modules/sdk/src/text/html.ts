/** Markup that is safe to send as it is. Only `html` and `trustedMarkup` make one, so data that merely looks like it stays text. */
export class Html {
  readonly #markup: string;
  constructor(markup: string) {
    this.#markup = markup;
  }
  toString(): string {
    return this.#markup;
  }
}

/** What may stand in a template's hole. `false`, `null` and `undefined` draw nothing, so `condition && html…` reads well. */
export type Fragment = Html | string | number | false | null | undefined | readonly Fragment[];

const ESCAPES: Record<string, string> = {
  "&": "&amp;",
  "<": "&lt;",
  ">": "&gt;",
  '"': "&quot;",
  "'": "&#39;",
  "`": "&#96;",
};

/** Escapes text for element content and for quoted attributes. */
export function escapeHtml(text: string): string {
  return text.replace(/[&<>"'`]/g, (character) => ESCAPES[character] ?? "");
}

function draw(fragment: Fragment): string {
  if (fragment === false || fragment === null || fragment === undefined) return "";
  if (fragment instanceof Html) return fragment.toString();
  if (typeof fragment === "string") return escapeHtml(fragment);
  if (typeof fragment === "number") return String(fragment);
  return fragment.map(draw).join("");
}

/** Template tag: everything interpolated is escaped unless it is `Html` itself. Attributes must be quoted in the template. */
export function html(strings: TemplateStringsArray, ...fragments: Fragment[]): Html {
  let markup = strings[0] ?? "";
  fragments.forEach((fragment, index) => {
    markup += draw(fragment) + (strings[index + 1] ?? "");
  });
  return new Html(markup);
}

/** Marks a constant of the program as markup. Never pass anything that a person typed. */
export function trustedMarkup(markup: string): Html {
  return new Html(markup);
}

/** A JSON-LD data block; `<` is escaped so that no text can close the script element. */
export function jsonLdBlock(data: unknown): Html {
  return new Html(`<script type="application/ld+json">${JSON.stringify(data).replaceAll("<", "\\u003c")}</script>`);
}
