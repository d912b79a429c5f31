/** What the container is told. */
export interface Settings {
  /** Folder of the data; it and its neighbour `….unfinished` must be makeable in the mounted volume. */
  readonly dataFolder: string;
  /** File with the superuser's password, read at the first start only. */
  readonly passwordFile: string;
  readonly initdb: string;
  readonly server: string;
}

/** Names of variables as other PostgreSQL images have them. */
export function readSettings(env: Readonly<Record<string, string | undefined>>): Settings {
  const home = env["POSTGRES_HOME"] ?? "/opt/postgresql";
  return {
    dataFolder: env["PGDATA"] ?? "/var/lib/postgresql/data",
    passwordFile: env["POSTGRES_PASSWORD_FILE"] ?? "/run/secrets/postgresql/password",
    initdb: `${home}/bin/initdb`,
    server: `${home}/bin/postgres`,
  };
}
