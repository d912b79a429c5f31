import type { Page } from "playwright-core";
import type { ApiClient } from "./api-client.ts";
import type { Instance } from "./owner.ts";
import { requestHandover } from "./shop.ts";

/** Enters a shop's admin in a browser by a form and a button, as the dashboard's own form does; works without scripts. */
export async function enterAdminByForm(page: Page, api: ApiClient, instance: Pick<Instance, "id">): Promise<void> {
  const { action, token } = await requestHandover(api, instance.id);
  await page.goto("about:blank");
  await page.setContent(
    `<form method="post" action="${action}"><input type="hidden" name="token" value="${token}"><button>Открыть</button></form>`,
  );
  await page.getByRole("button", { name: "Открыть" }).click();
  await page.waitForURL(/\/admin/);
}
