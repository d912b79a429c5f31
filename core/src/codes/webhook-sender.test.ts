import { createHmac } from "node:crypto";
import { createServer, type IncomingHttpHeaders, type Server } from "node:http";
import { EgressError, type EgressClient } from "@tochka-rosta/service/egress";
import { afterEach, expect, test } from "vitest";
import { createWebhookSender } from "./webhook-sender.ts";

const secret = "a secret shared with the gateway";
const code = { phone: "+79991234567", code: "123456", purpose: "login" } as const;
let server: Server | undefined;

afterEach(() => server?.close());

/** A gateway that answers with these statuses in turn; "hang" does not answer. */
async function startGateway(answers: (number | "hang")[]) {
  let attempts = 0;
  const requests: { headers: IncomingHttpHeaders; body: string }[] = [];
  server = createServer((request, response) => {
    let body = "";
    request.on("data", (chunk: Buffer) => (body += chunk.toString()));
    request.on("end", () => {
      requests.push({ headers: request.headers, body });
      const answer = answers[attempts - 1] ?? 200;
      if (answer !== "hang") response.writeHead(answer).end("ok");
    });
  });
  await new Promise<void>((resolve) => server?.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as { port: number };
  const sender = createWebhookSender({
    url: `http://127.0.0.1:${port}/send`,
    secret,
    now: () => 1_795_000_000_000,
    /** Read once for each attempt: only one that is to hang has little time. */
    get timeoutMilliseconds() {
      return answers[attempts++] === "hang" ? 300 : 30_000;
    },
    pausesMilliseconds: [1, 1],
  });
  return { sender, requests };
}

test("a request is signed over its time and body", async () => {
  const { sender, requests } = await startGateway([]);
  await sender.send(code);
  expect(requests).toHaveLength(1);
  const [request] = requests;
  const expected = createHmac("sha256", secret).update(`1795000000.${request?.body}`).digest("hex");
  expect(request?.headers["x-tochka-rosta-signature"]).toBe(`t=1795000000,v1=${expected}`);
  expect(JSON.parse(request?.body ?? "{}")).toMatchObject(code);
});

test("a gateway that fails or hangs is asked again, with the same idempotency key", async () => {
  const { sender, requests } = await startGateway([500, "hang", 200]);
  await sender.send(code);
  expect(requests).toHaveLength(3);
  expect(new Set(requests.map(({ headers }) => headers["idempotency-key"])).size).toBe(1);
});

test("a refusal is final", async () => {
  const { sender, requests } = await startGateway([400]);
  await expect(sender.send(code)).rejects.toThrow("answered 400");
  expect(requests).toHaveLength(1);
});

test("after three failures it gives up, without naming the phone or the code", async () => {
  const { sender, requests } = await startGateway([500, 500, 500]);
  const error: unknown = await sender.send(code).catch((reason: unknown) => reason);
  expect(String(error)).toContain("answered 500");
  expect(String(error)).not.toMatch(/9991234567|123456/);
  expect(requests).toHaveLength(3);
});

test("where the platform has a door, the gateway is asked through it alone, and its refusal is named", async () => {
  const asked: string[] = [];
  const egress: EgressClient = {
    isConfigured: true,
    request: async (url, options) => {
      asked.push(`${options?.method} ${String(url)}`);
      if (asked.length < 3) throw new EgressError("unreachable", { target: "sms.example:443" });
      return { url: String(url), status: 200, headers: {}, body: Buffer.alloc(0) };
    },
    close: () => undefined,
  };
  const options = { url: "https://sms.example/send", secret, now: Date.now, pausesMilliseconds: [1, 1], egress };
  await createWebhookSender(options).send(code);
  expect(asked).toEqual(Array(3).fill("POST https://sms.example/send"));
  asked.splice(0);
  await expect(createWebhookSender({ ...options, pausesMilliseconds: [] }).send(code)).rejects.toThrow("unreachable");
});

test("a redirect is followed nowhere", async () => {
  const { sender, requests } = await startGateway([302]);
  await expect(sender.send(code)).rejects.toThrow("answered 302");
  expect(requests).toHaveLength(1);
});
