/** An answer of the API with its body parsed. */
export interface Answer<Body = unknown> {
  readonly status: number;
  readonly headers: Headers;
  readonly body: Body;
}

/** The problem document, as tests look at it. */
export interface ProblemBody {
  readonly code: string;
  readonly title: string;
  readonly status: number;
  readonly request_id: string;
  readonly errors?: { field: string; code: string; message: string }[];
  readonly facts?: Record<string, unknown>;
}

/** Behaves like a browser on the dashboard's page: keeps cookies and says where its requests come from. */
export class TestClient {
  readonly cookies = new Map<string, string>();
  readonly #base: string;
  readonly #origin: string;

  constructor(base: string, origin: string) {
    this.#base = base;
    this.#origin = origin;
  }

  get<Body = unknown>(path: string, headers: Record<string, string> = {}): Promise<Answer<Body>> {
    return this.send("GET", path, undefined, headers);
  }

  post<Body = unknown>(path: string, body?: unknown, headers: Record<string, string> = {}): Promise<Answer<Body>> {
    return this.send("POST", path, body, { origin: this.#origin, ...headers });
  }

  patch<Body = unknown>(path: string, body?: unknown): Promise<Answer<Body>> {
    return this.send("PATCH", path, body, { origin: this.#origin });
  }

  delete<Body = unknown>(path: string): Promise<Answer<Body>> {
    return this.send("DELETE", path, undefined, { origin: this.#origin });
  }

  async send<Body>(
    method: string,
    path: string,
    body: unknown,
    headers: Record<string, string>,
  ): Promise<Answer<Body>> {
    const response = await this.open(method, path, body, headers);
    const text = await response.text();
    const isJson = /json/.test(response.headers.get("content-type") ?? "");
    return { status: response.status, headers: response.headers, body: (isJson ? JSON.parse(text) : text) as Body };
  }

  /** The response itself, for streams. */
  async open(method: string, path: string, body: unknown, headers: Record<string, string> = {}, signal?: AbortSignal) {
    const cookie = [...this.cookies].map(([name, value]) => `${name}=${value}`).join("; ");
    const response = await fetch(new URL(path, this.#base), {
      method,
      headers: {
        ...(cookie !== "" && { cookie }),
        ...(body !== undefined && { "content-type": "application/json" }),
        ...headers,
      },
      ...(body !== undefined && { body: JSON.stringify(body) }),
      ...(signal && { signal }),
    });
    for (const line of response.headers.getSetCookie()) this.#keep(line);
    return response;
  }

  /** A second tab: the same cookies from now on, apart afterwards. */
  clone(): TestClient {
    const other = new TestClient(this.#base, this.#origin);
    for (const [name, value] of this.cookies) other.cookies.set(name, value);
    return other;
  }

  #keep(line: string): void {
    const [, name = "", value = ""] = /^([^=]+)=([^;]*)/.exec(line) ?? [];
    if (/max-age=0/i.test(line)) this.cookies.delete(name);
    else this.cookies.set(name, value);
  }
}
