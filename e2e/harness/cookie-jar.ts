/** The cookies of one host, kept and sent as a browser would. */
export class CookieJar {
  readonly #values = new Map<string, string>();

  /** The value of the Cookie header. */
  header(): string {
    return [...this.#values].map(([name, value]) => `${name}=${value}`).join("; ");
  }

  /** Takes over Set-Cookie lines. */
  keep(lines: readonly string[]): void {
    for (const line of lines) {
      const [pair = "", ...attributes] = line.split(";").map((part) => part.trim());
      const name = pair.slice(0, pair.indexOf("="));
      const isRemoved = attributes.some((text) => /^max-age=(0|-)/i.test(text) || /^expires=.*1970/i.test(text));
      if (isRemoved) this.#values.delete(name);
      else this.#values.set(name, pair.slice(pair.indexOf("=") + 1));
    }
  }
}
