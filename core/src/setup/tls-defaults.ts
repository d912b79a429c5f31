import { readSslMode, type TlsDefaults } from "../database/connection.ts";
import type { CommandContext } from "./command.ts";

/** What holds for URLs that do not say how to connect, as the core itself is told. @throws Error for an sslmode that is none */
export function readTlsDefaults(env: CommandContext["env"]): TlsDefaults {
  return {
    sslMode: readSslMode(env["DATABASE_SSLMODE"] || "disable"),
    authorityFile: env["DATABASE_CA_FILE"] || undefined,
  };
}
