import { NextRequest } from "next/server";
import { describe, expect, it } from "vitest";
import * as methods from "./route.ts";

const request = (cookie: string) => new NextRequest("https://app.rosta.test/api/auth/me", { headers: { cookie } });

describe("a request for the core that reaches the dashboard", () => {
  it.each(Object.entries(methods))("is told to come again, whatever its method: %s", async (_, answer) => {
    const response = answer(request("lang=ru"));
    expect(response.status).toBe(503);
    expect(response.headers.get("retry-after")).toBe("5");
    expect(response.headers.get("content-type")).toBe("application/problem+json");
    expect(await response.json()).toMatchObject({ code: "NOT_READY", status: 503 });
  });

  it("speaks Russian, and English to who chose it", async () => {
    const titleFor = async (cookie: string) => ((await methods.GET(request(cookie)).json()) as { title: string }).title;
    expect(await titleFor("")).toMatch(/^Сервис запускается/);
    expect(await titleFor("lang=en")).toMatch(/^The service is starting/);
  });
});
