import type { IncomingMessage, ServerResponse } from "node:http";
import { setTimeout as sleep } from "node:timers/promises";
import type { Platform } from "@tochka-rosta/platform";

/** Answers the tests' questions about a platform; the other side is test-platform.ts. */
export async function answerControl(
  platform: Platform,
  incoming: IncomingMessage,
  outgoing: ServerResponse,
): Promise<void> {
  const { pathname, searchParams } = new URL(incoming.url ?? "/", "http://control");
  const given = (name: string) => searchParams.get(name) ?? "";
  const answers: Record<string, () => unknown> = {
    "/code": async () => ({ code: await platform.codes(given("phone")) }),
    "/postgres": () => ({ url: platform.postgres.url(given("database")) }),
    "/requests/count": () => ({ count: platform.apiServer.requestLog.length }),
    "/requests": () => platform.apiServer.requestLog.slice(Number(given("from"))),
    "/api-server/away": async () => {
      await platform.apiServer.pause();
      await sleep(Number(given("seconds")) * 1000);
      await platform.apiServer.resume();
      return {};
    },
  };
  try {
    const answer = answers[pathname];
    outgoing.writeHead(answer ? 200 : 404, { "content-type": "application/json" });
    outgoing.end(JSON.stringify(answer ? await answer() : {}));
  } catch (error) {
    outgoing.end(JSON.stringify({ error: String(error) }));
  }
}
