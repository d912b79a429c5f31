import type { BrowserContext, Page } from "playwright-core";
import { logInWithPassword } from "../harness/dashboard-page.ts";
import { paths } from "../harness/cluster.ts";
import { fetchSite } from "../harness/http.ts";
import type { Stage, Subject } from "./stage.ts";

/** One look at a state: pictures, text, or both. */
export interface Cell {
  readonly text?: string;
  /** By the width of the screen. */
  readonly pictures?: readonly Buffer[];
}

const widths = [390, 1280] as const;

/** Opens a page of a person's own at each width, has it led somewhere, and keeps what it shows. */
async function takePictures({ browser }: Stage, lead: (page: Page) => Promise<Page>): Promise<Buffer[]> {
  const pictures: Buffer[] = [];
  for (const width of widths) {
    const profile: BrowserContext = await browser.newContext({ locale: "ru-RU", viewport: { width, height: 844 } });
    try {
      const page = await lead(await profile.newPage());
      await page.waitForLoadState("networkidle").catch(() => undefined); // A page with an event stream never is.
      pictures.push(await page.screenshot({ fullPage: true }));
    } finally {
      await profile.close();
    }
  }
  return pictures;
}

const hostOf = ({ person, instance }: Subject): string =>
  instance?.url ? new URL(instance.url).hostname : `shop--${person.subdomain}.localhost`;

function toOwner(stage: Stage, { person }: Subject) {
  return async (page: Page): Promise<Page> => {
    await logInWithPassword(page, stage.platform, person);
    await page.getByRole("heading").first().waitFor();
    return page;
  };
}

/** The way a person goes: the button in the dashboard, where there is one. */
function toAdmin(stage: Stage, subject: Subject) {
  return async (page: Page): Promise<Page> => {
    await toOwner(stage, subject)(page);
    const button = page.getByTestId("open-admin").first();
    if (!(await button.isVisible())) return page;
    const opened = page.context().waitForEvent("page", { timeout: 5000 });
    await button.click();
    const admin = await opened.catch(() => page);
    await admin.waitForLoadState();
    return admin;
  };
}

const headersThatMatter = ["retry-after", "x-robots-tag", "cache-control", "content-type"];

async function readSite(stage: Stage, subject: Subject): Promise<string> {
  const lines = await Promise.all(
    ["/", "/robots.txt"].map(async (path) => {
      const { status, headers } = await fetchSite(stage.platform.siteUrl(hostOf(subject), path));
      const shown = headersThatMatter.map((name) => `${name}: ${headers.get(name) ?? "–"}`).join(", ");
      return `GET ${path} → ${status} (${shown})`;
    }),
  );
  return lines.join("\n");
}

async function readApi({ api, instance }: Subject): Promise<string> {
  const urls = ["/api/tenants/me", "/api/billing/subscriptions/me", "/api/modules/instances"];
  if (instance !== undefined) urls.push(`/api/modules/instances/${instance.id}`);
  const answers = await Promise.all(
    urls.map(async (path) => {
      const { status, body } = await api.get(path);
      return `GET ${path} → ${status}\n${JSON.stringify(body, undefined, 2)}`;
    }),
  );
  return answers.join("\n\n");
}

async function readCluster({ cluster }: Stage, subject: Subject): Promise<string> {
  const { subdomain } = subject.person;
  const tables = [paths.tenant(subdomain), paths.moduleInstances(subdomain), paths.hostClaim(hostOf(subject))];
  const texts = await Promise.all(tables.map(async (path) => formatTable(await cluster.table(path))));
  return texts.join("\n\n");
}

function formatTable(rows: readonly (readonly string[])[]): string {
  const widthOf = (column: number) => Math.max(...rows.map((row) => row[column]?.length ?? 0));
  return rows
    .map((row) =>
      row
        .map((cell, column) => cell.padEnd(widthOf(column)))
        .join("  ")
        .trimEnd(),
    )
    .join("\n");
}

/** What people get to see of a state, each in its own way. */
export const cells = {
  owner: {
    title: "Кабинет владельца",
    look: async (stage: Stage, subject: Subject): Promise<Cell> => ({
      pictures: await takePictures(stage, toOwner(stage, subject)),
    }),
  },
  admin: {
    title: "Управление сайтом",
    look: async (stage: Stage, subject: Subject): Promise<Cell> => ({
      pictures: await takePictures(stage, toAdmin(stage, subject)),
    }),
  },
  site: {
    title: "Сайт для покупателей",
    look: async (stage: Stage, subject: Subject): Promise<Cell> => ({
      text: await readSite(stage, subject),
      pictures: await takePictures(stage, async (page) => {
        await page.goto(stage.platform.siteUrl(hostOf(subject)));
        return page;
      }),
    }),
  },
  api: { title: "API", look: async (_: Stage, subject: Subject): Promise<Cell> => ({ text: await readApi(subject) }) },
  kubectl: {
    title: "kubectl get",
    look: async (stage: Stage, subject: Subject): Promise<Cell> => ({ text: await readCluster(stage, subject) }),
  },
} as const;

export type CellName = keyof typeof cells;
