// `npm run founder`: makes the first founder, who sees tenants, people, tariffs and the platform's health.
import { prompt, promptHidden, readStandardInput } from "@tochka-rosta/core/setup";
import { founderHelp, readFounderArguments, type FounderArguments } from "../founder/arguments.ts";
import { withCoreDatabase } from "../founder/core-database.ts";

async function promptPassword(): Promise<string> {
  const password = await promptHidden("Password (not shown): ");
  if ((await promptHidden("Once more: ")) !== password) throw new Error("The two passwords differ.");
  return password;
}

async function takePassword({ isPasswordOnStdin }: FounderArguments): Promise<string> {
  if (isPasswordOnStdin) return readStandardInput();
  return process.env["FOUNDER_PASSWORD"] ?? (await promptPassword());
}

async function makeFounder(given: FounderArguments): Promise<string> {
  return withCoreDatabase(given.dataDirectory, async (databaseUrl) => {
    const phone = given.phone ?? (await prompt("Phone: "));
    const password = await takePassword(given);
    // Loaded late: it needs what the first start builds.
    const { createFounder } = await import("@tochka-rosta/core");
    const outcome = await createFounder({
      databaseUrl,
      phone,
      password,
      firstName: given.firstName ?? "Основатель",
      lastName: given.lastName ?? "Платформы",
      isFurther: given.isFurther,
    });
    return outcome === "created"
      ? "This person is a founder now: log in with this phone and password."
      : "This owner is a founder now: log in with this phone and the new password.";
  });
}

try {
  const given = readFounderArguments(process.argv.slice(2));
  console.log(given.wantsHelp ? founderHelp : await makeFounder(given));
} catch (error) {
  console.error(error instanceof Error ? error.message : String(error));
  process.exitCode = 1;
}
