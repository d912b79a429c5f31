import { readFile } from "node:fs/promises";
import type { Clock, Log } from "@tochka-rosta/controller-runtime";
import { createDatabaseFleet, type DatabaseFleet } from "./database/fleet.ts";
import { createDatabaseServer } from "./database/server.ts";
import type { Statement } from "./database/session.ts";
import { readServerPassword, type DatabaseServerSettings, type Settings } from "./settings.ts";

export interface FleetOptions {
  readonly settings: Pick<Settings, "databaseServersFile">;
  readonly servers: readonly DatabaseServerSettings[];
  readonly log: Log;
  readonly clock: Clock;
  /** Told of every SQL statement that changed something. */
  readonly onStatement?: ((server: string, statement: Statement) => void) | undefined;
}

/** All servers of the settings. Nothing is connected before it is needed; passwords are read again at every connect. */
export function openFleet({ settings, servers, log, clock, onStatement }: FleetOptions): DatabaseFleet {
  return createDatabaseFleet(
    servers.map((server) =>
      createDatabaseServer({
        settings: server,
        readPassword: async () => readServerPassword(await readFile(settings.databaseServersFile, "utf8"), server.name),
        log,
        onStatement,
      }),
    ),
    { clock, log },
  );
}
