import { readFile } from "node:fs/promises";
import { parseArgs } from "node:util";
import { createFounder } from "../../features/founder/create-founder.ts";
import { completeUrl } from "@tochka-rosta/postgres/connection";
import { readSettings } from "@tochka-rosta/service/settings";
import { databaseSettings } from "../../config/settings.ts";
import { prompt, promptHidden, readStandardInput } from "../prompt.ts";
import { SetupError, type CommandContext } from "../command.ts";
import { readTlsDefaults } from "../settings.ts";

const help = `setup founder [options], in the core's pod:

  kubectl exec -it deploy/core -c core -n <namespace> -- /usr/local/bin/node /app/setup.mjs founder

  --phone <phone>          Russian mobile number
  --first-name <name>      Основатель unless told
  --last-name <name>       Платформы unless told
  --password-stdin         take the password from standard input instead of asking
  --another                make one more although there is a founder`;

/** `setup founder`: makes the first founder, straight in the core's database. */
export async function makeFounder({ words, env, log }: CommandContext): Promise<void> {
  const { values } = parseArgs({
    args: [...words],
    options: {
      phone: { type: "string" },
      "first-name": { type: "string", default: "Основатель" },
      "last-name": { type: "string", default: "Платформы" },
      "password-stdin": { type: "boolean", default: false },
      another: { type: "boolean", default: false },
      help: { type: "boolean", default: false },
    },
  });
  if (values.help) return log(help);
  const databaseUrl = await readDatabaseUrl(env);
  const phone = values.phone ?? (await prompt("Phone: "));
  const password = values["password-stdin"] ? await readStandardInput() : await promptPassword();
  const outcome = await createFounder({
    databaseUrl,
    phone,
    password,
    firstName: values["first-name"],
    lastName: values["last-name"],
    isFurther: values.another,
  });
  log(
    outcome === "created"
      ? "This person is a founder now: log in with this phone and password."
      : "This owner is a founder now: log in with this phone and the new password.",
  );
}

async function readDatabaseUrl(env: CommandContext["env"]): Promise<string> {
  const { databaseUrlFile, databaseUrl } = readSettings(databaseSettings, env);
  const url = databaseUrlFile === undefined ? databaseUrl : (await readFile(databaseUrlFile, "utf8")).trim();
  if (!url) throw new SetupError("DATABASE_URL_FILE: not set, so this is not the core's pod");
  return completeUrl(url, readTlsDefaults(env));
}

async function promptPassword(): Promise<string> {
  const password = await promptHidden("Password (not shown): ");
  if ((await promptHidden("Once more: ")) !== password) throw new SetupError("The two passwords differ.");
  return password;
}
