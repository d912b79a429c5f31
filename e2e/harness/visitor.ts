import { FormData } from "undici";
import type { BodyInit } from "undici";
import { CookieJar } from "./cookie-jar.ts";
import { fetchSite } from "./http.ts";

/** A page that a site answered with. */
export interface Page {
  readonly status: number;
  readonly text: string;
  readonly location: string | null;
  readonly setCookies: readonly string[];
}

/** What a site's own API answered. */
export interface JsonAnswer {
  readonly status: number;
  readonly body: Readonly<Record<string, unknown>>;
}

/** Somebody who visits one site without a browser: pages, forms, cookies. */
export class Visitor {
  readonly cookies = new CookieJar();
  readonly #origin: string;

  constructor(siteUrl: string) {
    this.#origin = new URL(siteUrl).origin;
  }

  open(path: string): Promise<Page> {
    return this.#send("GET", path);
  }

  /** Submits a form of this site; files make it multipart. */
  submit(path: string, fields: Readonly<Record<string, string | Blob>>, origin = this.#origin): Promise<Page> {
    const texts = Object.entries(fields).filter((entry): entry is [string, string] => typeof entry[1] === "string");
    if (texts.length === Object.keys(fields).length)
      return this.#send("POST", path, new URLSearchParams(texts), origin);
    const form = new FormData();
    for (const [name, value] of Object.entries(fields)) form.append(name, value);
    return this.#send("POST", path, form, origin);
  }

  /** Sends JSON to the site's own API and resolves to its JSON answer. */
  async sendJson(path: string, body: unknown, headers: Readonly<Record<string, string>> = {}): Promise<JsonAnswer> {
    const asJson = { accept: "application/json", "content-type": "application/json", ...headers };
    const { status, text } = await this.#send("POST", path, JSON.stringify(body), this.#origin, asJson);
    return { status, body: JSON.parse(text) as JsonAnswer["body"] };
  }

  async #send(
    method: string,
    path: string,
    body?: BodyInit,
    origin?: string,
    extra: Readonly<Record<string, string>> = {},
  ): Promise<Page> {
    const response = await fetchSite(new URL(path, this.#origin), {
      method,
      headers: {
        accept: "text/html",
        cookie: this.cookies.header(),
        ...(origin !== undefined && { origin }),
        ...extra,
      },
      ...(body !== undefined && { body }),
    });
    const setCookies = response.headers.getSetCookie();
    this.cookies.keep(setCookies);
    return {
      status: response.status,
      text: await response.text(),
      location: response.headers.get("location"),
      setCookies,
    };
  }
}
