import { setTimeout as sleep } from "node:timers/promises";
import { parseArgs } from "node:util";
import { SetupError, type CommandContext } from "../command.ts";

/** One question to one program. */
interface Question {
  readonly name: string;
  readonly url: string;
  /** What is wrong with an answer, or undefined. */
  readonly check: (response: Response, body: string) => string | undefined;
}

const attempts = 10;
const pauseMilliseconds = 3_000;
const timeoutMilliseconds = 5_000;

/** Where the three programs answer. */
export interface Addresses {
  readonly core: string;
  readonly dashboard: string;
  readonly doorman: string;
}

/** `setup check`: asks core, dashboard and doorman as `helm test` does, and says of each whether it is well. */
export async function checkPlatform({ words, log }: CommandContext): Promise<void> {
  const { values } = parseArgs({
    args: [...words],
    options: { core: { type: "string" }, dashboard: { type: "string" }, doorman: { type: "string" } },
  });
  const { core, dashboard, doorman } = values;
  if (!core || !dashboard || !doorman) throw new SetupError("--core, --dashboard, --doorman: say where each answers");
  const problems = await checkUntilValid({ core, dashboard, doorman }, log);
  if (problems.length > 0) throw new SetupError(`The platform is not well:\n  ${problems.join("\n  ")}`);
  log("the platform is well");
}

/** Every problem that there is now, one line each. */
export async function checkOnce(addresses: Addresses): Promise<readonly string[]> {
  const answers = await Promise.all(
    listQuestions(addresses).map(async (question) => {
      const problem = await runCheck(question);
      return problem === undefined ? [] : [`${question.name}: no, ${problem} (${question.url})`];
    }),
  );
  return answers.flat();
}

/** A platform that was just installed may need a moment. */
async function checkUntilValid(addresses: Addresses, log: (line: string) => void): Promise<readonly string[]> {
  let problems = await checkOnce(addresses);
  for (let attempt = 1; attempt < attempts && problems.length > 0; attempt += 1) {
    log(`not yet: ${problems.join("; ")}`);
    await sleep(pauseMilliseconds);
    problems = await checkOnce(addresses);
  }
  return problems;
}

function listQuestions({ core, dashboard, doorman }: Addresses): readonly Question[] {
  return [
    { name: "core serves", url: `${core}/health`, check: expectStatus(200) },
    { name: "core reports its parts healthy", url: `${core}/health/detailed`, check: checkDetails },
    { name: "core shows its keys", url: `${core}/.well-known/jwks.json`, check: expectStatus(200) },
    { name: "core has a catalogue", url: `${core}/api/modules`, check: checkCatalogue },
    { name: "dashboard serves", url: `${dashboard}/healthz`, check: expectStatus(200) },
    { name: "doorman knows the hosts", url: `${doorman}/.well-known/doorman/health`, check: expectStatus(200) },
  ];
}

async function runCheck({ url, check }: Question): Promise<string | undefined> {
  try {
    const response = await fetch(url, { signal: AbortSignal.timeout(timeoutMilliseconds) });
    return check(response, await response.text());
  } catch (error) {
    const cause = error instanceof Error && error.cause instanceof Error ? error.cause : error;
    return `no answer: ${cause instanceof Error ? cause.message : String(cause)}`;
  }
}

const expectStatus =
  (expected: number): Question["check"] =>
  ({ status }) =>
    status === expected ? undefined : `the answer is ${status}, not ${expected}`;

function checkDetails({ status }: Response, body: string): string | undefined {
  if (status !== 200) return `the answer is ${status}`;
  const { checks } = JSON.parse(body) as { checks: Record<string, { status: string; note?: string }> };
  const failing = Object.entries(checks).filter(([, check]) => check.status === "failing");
  if (failing.length === 0) return undefined;
  return failing.map(([part, { note }]) => `${part}: ${note ?? "failing"}`).join("; ");
}

function checkCatalogue({ status }: Response, body: string): string | undefined {
  if (status !== 200) return `the answer is ${status}`;
  const isEmpty = (JSON.parse(body) as unknown[]).length === 0;
  return isEmpty ? "there is no module in it (kubectl get modules)" : undefined;
}
