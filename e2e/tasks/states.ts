// `npm run states [-- name …]`: brings a company and its site into every state on a platform of its own and writes what each person sees
// of it, side by side, to test-results/states/index.html.
import { mkdir, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { buildAll } from "@tochka-rosta/build";
import { findChromium, launchChromium } from "../harness/chromium.ts";
import { Cluster, paths } from "../harness/cluster.ts";
import { makeDataDirectory, startPlatformProcess } from "../harness/platform.ts";
import { connectPlatform } from "../harness/test-platform.ts";
import { cells, type Cell, type CellName } from "../states/cells.ts";
import { buildStatesPage, type Row } from "../states/page.ts";
import type { Stage, Subject } from "../states/stage.ts";
import { states, type StateName } from "../states/states.ts";

const folder = join(import.meta.dirname, "../../test-results/states");
const cellNames = Object.keys(cells) as CellName[];
const operator = `${paths.deployments("tochka-rosta-system")}/operator`;

const fileOf = ({ name }: Pick<Row, "name">, cell: CellName, index: number) =>
  `${name.replace(/\W+/g, "-")}-${cell}-${index}.png`;

async function lookAt(stage: Stage, subject: Subject): Promise<Record<CellName, Cell>> {
  const looks: [CellName, Cell][] = [];
  for (const name of cellNames) looks.push([name, await cells[name].look(stage, subject)]);
  return Object.fromEntries(looks) as Record<CellName, Cell>;
}

async function makeRow(stage: Stage, name: StateName): Promise<Row> {
  const state = states[name];
  const { title } = state;
  console.log(`${name} …`);
  try {
    const row = { name, title, cells: await lookAt(stage, await state.bringAbout(stage)) };
    for (const cell of cellNames) {
      for (const [index, picture] of (row.cells[cell].pictures ?? []).entries()) {
        await writeFile(join(folder, fileOf(row, cell, index)), picture);
      }
    }
    return row;
  } catch (error) {
    console.error(`${name}: ${String(error)}`);
    return { name, title, cells: error instanceof Error ? error : new Error(String(error)) };
  } finally {
    await stage.startOperator();
  }
}

const wanted = process.argv.slice(2);
const names = (Object.keys(states) as StateName[]).filter((name) => wanted.length === 0 || wanted.includes(name));
if (names.length === 0) throw new Error(`There is no such state; there are: ${Object.keys(states).join(", ")}`);
const chromium = await findChromium(process.env["CHROMIUM_PATH"]);
if (chromium === null) throw new Error("The states are looked at in Chromium, and there is none: set CHROMIUM_PATH");
await buildAll();
await rm(folder, { recursive: true, force: true });
await mkdir(folder, { recursive: true });
const data = await makeDataDirectory();
const running = await startPlatformProcess(data.path);
const browser = await launchChromium(chromium);
const cluster = await Cluster.connect(running.addresses.kubeconfigPath);
const scale = async (replicas: number) => void (await cluster.patch(operator, { spec: { replicas } }));
try {
  const stage: Stage = {
    ...{ platform: connectPlatform(running.addresses), cluster, browser },
    stopOperator: () => scale(0),
    startOperator: () => scale(1),
  };
  const rows: Row[] = [];
  for (const name of names) rows.push(await makeRow(stage, name));
  const titles = Object.fromEntries(cellNames.map((name) => [name, cells[name].title])) as Record<CellName, string>;
  await writeFile(join(folder, "index.html"), buildStatesPage(titles, rows, fileOf));
  console.log(join(folder, "index.html"));
  if (rows.some((row) => row.cells instanceof Error)) process.exitCode = 1;
} finally {
  await browser.close();
  await cluster.close();
  await running.stop();
  await data.remove();
}
