/** Whoever waits for this is a person. */
const TIMEOUT_MILLISECONDS = 1_500;
const MOST_BYTES = 1024 * 1024;

/**
 * Reads a small text of the platform; "absent" where there is nothing at this address. By Node's own client: `fetch` costs an idle module
 * 21 MiB.
 * @throws Error when the answer is another one, too long, or not there in time
 */
export async function readPlatformText(url: URL): Promise<string> {
  const { get } = url.protocol === "https:" ? await import("node:https") : await import("node:http");
  const { promise, resolve, reject } = Promise.withResolvers<string>();
  const request = get(url, { signal: AbortSignal.timeout(TIMEOUT_MILLISECONDS) }, (response) => {
    const { statusCode } = response;
    if (statusCode !== 200) {
      response.resume();
      if (statusCode === 404) resolve("absent");
      else reject(new Error(`the platform answered ${statusCode} at ${url.pathname}`));
      return;
    }
    let text = "";
    response.setEncoding("utf8");
    response.on("data", (part: string) => {
      text += part;
      if (text.length > MOST_BYTES) response.destroy(new Error(`the answer at ${url.pathname} is too long`));
    });
    response.on("end", () => resolve(text));
    response.on("error", reject);
  });
  request.on("error", reject);
  return promise;
}
