export { StartError } from "./start-error.ts";
export { startPostgres, type PostgresOptions, type PostgresServer } from "./postgres/start-postgres.ts";
export { removePostgresData } from "./postgres/state.ts";
