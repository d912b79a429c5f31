import { fetchSite } from "./http.ts";

/** What the core API answered. */
export interface Answer<Body = unknown> {
  readonly status: number;
  readonly headers: { get(name: string): string | null };
  readonly body: Body;
}

/** Talks to the core API like a browser's page does: same origin, cookies kept, nothing else remembered. */
export class ApiClient {
  readonly #cookies = new Map<string, string>();
  readonly #origin: string;

  constructor(origin: string) {
    this.#origin = origin;
  }

  get<Body = unknown>(path: string): Promise<Answer<Body>> {
    return this.send("GET", path);
  }

  post<Body = unknown>(path: string, body: unknown = {}): Promise<Answer<Body>> {
    return this.send("POST", path, body);
  }

  /** Sends one request; a JSON body in, a JSON (or text) body out. */
  async send<Body>(method: string, path: string, body?: unknown): Promise<Answer<Body>> {
    const response = await fetchSite(new URL(path, this.#origin), {
      method,
      headers: {
        accept: "application/json",
        origin: this.#origin,
        "sec-fetch-site": "same-origin",
        cookie: this.cookieHeader(),
        ...(body !== undefined && { "content-type": "application/json" }),
      },
      ...(body !== undefined && { body: JSON.stringify(body) }),
    });
    this.#keepCookies(response.headers.getSetCookie());
    const text = await response.text();
    const isJson = response.headers.get("content-type")?.includes("json") ?? false;
    return { status: response.status, headers: response.headers, body: (isJson ? JSON.parse(text) : text) as Body };
  }

  /** All cookies as a browser would send them. */
  cookieHeader(): string {
    return [...this.#cookies].map(([name, value]) => `${name}=${value}`).join("; ");
  }

  #keepCookies(lines: readonly string[]): void {
    for (const line of lines) {
      const [pair = "", ...attributes] = line.split(";").map((part) => part.trim());
      const name = pair.slice(0, pair.indexOf("="));
      const isRemoved = attributes.some(
        (attribute) => /^max-age=(0|-)/i.test(attribute) || /^expires=.*1970/i.test(attribute),
      );
      if (isRemoved) this.#cookies.delete(name);
      else this.#cookies.set(name, pair.slice(pair.indexOf("=") + 1));
    }
  }
}
