import { path, readSettings as readEnvironment, type Environment } from "@tochka-rosta/service/settings";

/** Every setting of the trial PostgreSQL, named as other PostgreSQL images have them; the reference is made of it. */
export const settingsSchema = {
  home: path("POSTGRES_HOME", { default: "/opt/postgresql", meaning: "Where PostgreSQL's programs lie." }),
  dataFolder: path("PGDATA", {
    default: "/var/lib/postgresql/data",
    meaning: "Folder of the data; it and its neighbour `….unfinished` must be makeable in the mounted volume.",
  }),
  passwordFile: path("POSTGRES_PASSWORD_FILE", {
    default: "/run/secrets/postgresql/password",
    meaning: "File with the superuser's password, read at the first start only.",
  }),
};

/** What the container works by. */
export interface Settings {
  readonly dataFolder: string;
  readonly passwordFile: string;
  readonly initdb: string;
  readonly server: string;
}

/** Reads the environment. Pure; every setting has a default. */
export function readSettings(env: Environment): Settings {
  const { home, dataFolder, passwordFile } = readEnvironment(settingsSchema, env);
  return { dataFolder, passwordFile, initdb: `${home}/bin/initdb`, server: `${home}/bin/postgres` };
}
