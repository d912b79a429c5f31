/** An answer with its text read. */
export interface Seen {
  readonly status: number;
  readonly headers: Headers;
  readonly text: string;
}

/** A browser without JavaScript: keeps cookies, sends Origin with posts, follows no redirect by itself. */
export interface Visitor {
  readonly cookies: Map<string, string>;
  readonly get: (path: string, headers?: Readonly<Record<string, string>>) => Promise<Seen>;
  readonly post: (
    path: string,
    fields: Readonly<Record<string, string>>,
    headers?: Readonly<Record<string, string>>,
  ) => Promise<Seen>;
  /** A multipart form, with a file if one is given. */
  readonly upload: (
    path: string,
    fields: Readonly<Record<string, string>>,
    file?: { field: string; bytes: Buffer },
  ) => Promise<Seen>;
  /** Goes where an answer leads, once, as a browser does after a form; an answer that leads nowhere stays. */
  readonly follow: (answer: Seen) => Promise<Seen>;
  readonly postJson: (path: string, body: unknown, headers?: Readonly<Record<string, string>>) => Promise<Seen>;
}

function keepCookies(cookies: Map<string, string>, headers: Headers): void {
  for (const line of headers.getSetCookie()) {
    const [pair = ""] = line.split(";");
    const at = pair.indexOf("=");
    const value = pair.slice(at + 1);
    if (value === "") cookies.delete(pair.slice(0, at));
    else cookies.set(pair.slice(0, at), value);
  }
}

let visitors = 0;

/** An address of its own (RFC 2544's range), as the Ingress would tell it, so that visitors do not share rate limits. */
function nextAddress(): string {
  visitors += 1;
  return `198.18.${(visitors >> 8) % 256}.${visitors % 256}`;
}

/**
 * @param url where the module listens
 * @param origin the site's public origin, which a browser on it sends with posts
 */
export function createVisitor(url: string, origin: string): Visitor {
  const cookies = new Map<string, string>();
  const address = nextAddress();
  const send = async (path: string, init: RequestInit): Promise<Seen> => {
    const headers = new Headers({ "x-forwarded-for": address });
    new Headers(init.headers).forEach((value, name) => headers.set(name, value));
    if (cookies.size > 0) headers.set("cookie", [...cookies].map(([name, value]) => `${name}=${value}`).join("; "));
    const response = await fetch(url + path, { ...init, headers, redirect: "manual" });
    keepCookies(cookies, response.headers);
    return { status: response.status, headers: response.headers, text: await response.text() };
  };
  return {
    cookies,
    get: (path, headers = {}) => send(path, { headers }),
    post: (path, fields, headers = {}) =>
      send(path, { method: "POST", body: new URLSearchParams({ ...fields }), headers: { origin, ...headers } }),
    upload: (path, fields, file) => {
      const form = new FormData();
      for (const [name, value] of Object.entries(fields)) form.set(name, value);
      if (file) form.set(file.field, new Blob([new Uint8Array(file.bytes)]), "picture");
      return send(path, { method: "POST", body: form, headers: { origin } });
    },
    follow: (answer) => {
      const location = answer.headers.get("location");
      return location === null ? Promise.resolve(answer) : send(location, {});
    },
    postJson: (path, body, headers = {}) => {
      const json = { "content-type": "application/json", ...headers };
      return send(path, { method: "POST", body: JSON.stringify(body), headers: json });
    },
  };
}
