/** A form of a page: where it is sent, and every value that its fields or buttons would send. */
export interface PageForm {
  readonly action: string;
  readonly values: ReadonlyMap<string, readonly string[]>;
}

/** The forms of a module's page. Modules draw plain HTML with quoted attributes, so no parser is needed. */
export function readForms(html: string): readonly PageForm[] {
  return [...html.matchAll(/<form\b([^>]*)>([\s\S]*?)<\/form>/g)].map(([, attributes = "", inner = ""]) => ({
    action: readAttribute(attributes, "action") ?? "",
    values: readValues(inner),
  }));
}

function readValues(inner: string): ReadonlyMap<string, readonly string[]> {
  const values = new Map<string, string[]>();
  const add = (attributes: string, text: string | undefined) => {
    const name = readAttribute(attributes, "name");
    if (name !== undefined) values.set(name, [...(values.get(name) ?? []), text ?? ""]);
  };
  for (const [, attributes = ""] of inner.matchAll(/<(?:input|button)\b([^>]*)>/g)) {
    add(attributes, readAttribute(attributes, "value"));
  }
  for (const [, attributes = "", text = ""] of inner.matchAll(/<textarea\b([^>]*)>([\s\S]*?)<\/textarea>/g)) {
    // HTML drops a line break right after the opening tag.
    add(attributes, unescape(text.replace(/^\n/, "")));
  }
  return values;
}

function readAttribute(attributes: string, name: string): string | undefined {
  const found = new RegExp(`(?:^|\\s)${name}="([^"]*)"`).exec(attributes)?.[1];
  return found === undefined ? undefined : unescape(found);
}

/** The text of a page as people read it: no tags, white space collapsed. */
export function readText(html: string): string {
  return unescape(html.replace(/<[^>]*>/g, " "))
    .replace(/\s+/g, " ")
    .trim();
}

function unescape(text: string): string {
  return text
    .replace(/&#(\d+);/g, (_match, code: string) => String.fromCodePoint(Number(code)))
    .replaceAll("&quot;", '"')
    .replaceAll("&lt;", "<")
    .replaceAll("&gt;", ">")
    .replaceAll("&nbsp;", "\u00a0")
    .replaceAll("&amp;", "&");
}
