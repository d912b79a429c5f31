export { findFreePort, isPortFree } from "./process/free-port.ts";
export { signalGroup, signalQuietly, startGuardedProcess } from "./process/guarded-process.ts";
export { identifyProcess, isRunning, waitForExit, type ProcessIdentity } from "./process/process-identity.ts";
export { endOrphanedServer } from "./postgres/orphan.ts";
export { startPostgres, type PostgresOptions, type PostgresServer } from "./postgres/start-postgres.ts";
export { readState, removePostgresData } from "./postgres/state.ts";
export { explainDiskError, StartError } from "./start-error.ts";
