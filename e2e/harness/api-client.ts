import { CookieJar } from "./cookie-jar.ts";
import { fetchSite } from "./http.ts";

/** What the core API answered. */
export interface Answer<Body = unknown> {
  readonly status: number;
  readonly headers: { get(name: string): string | null };
  readonly body: Body;
}

/** Talks to the core API like a browser's page does: same origin, cookies kept, nothing else remembered. */
export class ApiClient {
  readonly cookies = new CookieJar();
  readonly #origin: string;

  constructor(dashboardUrl: string) {
    this.#origin = new URL(dashboardUrl).origin;
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
        cookie: this.cookies.header(),
        ...(body !== undefined && { "content-type": "application/json" }),
      },
      ...(body !== undefined && { body: JSON.stringify(body) }),
    });
    this.cookies.keep(response.headers.getSetCookie());
    const text = await response.text();
    const isJson = response.headers.get("content-type")?.includes("json") ?? false;
    return { status: response.status, headers: response.headers, body: (isJson ? JSON.parse(text) : text) as Body };
  }
}
