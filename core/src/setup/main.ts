// `setup`: what an installation needs around the core. The second program of the core's image.
import { SetupError, type Command } from "./command.ts";

/** Loaded when asked for: a hook need not read the database's client. */
const commands: Readonly<Record<string, () => Promise<Command>>> = {
  secrets: async () => (await import("./commands/secrets.ts")).makeSecrets,
  databases: async () => (await import("./commands/databases.ts")).prepareDatabases,
  catalogue: async () => (await import("./commands/catalogue.ts")).applyCatalogue,
  check: async () => (await import("./commands/check.ts")).checkPlatform,
  founder: async () => (await import("./commands/founder.ts")).makeFounder,
};

try {
  const [name = "", ...words] = process.argv.slice(2);
  const load = commands[name];
  if (!load) throw new SetupError(`setup knows: ${Object.keys(commands).join(", ")}`);
  const command = await load();
  await command({ words, env: process.env, log: (line) => console.log(line) });
} catch (error) {
  console.error(error instanceof Error ? error.message : String(error));
  process.exitCode = 1;
}
