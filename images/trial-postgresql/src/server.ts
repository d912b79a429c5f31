const settings: Readonly<Record<string, string>> = {
  listen_addresses: "*",
  // Clients come over the network; the root file system cannot be written to.
  unix_socket_directories: "",
  max_connections: "300",
  shared_buffers: "64MB",
  // One database an instance: the default of one minute would wake a worker for each of them all the time.
  autovacuum_naptime: "5min",
  // One syscall instead of opening thousands of files after a crash.
  recovery_init_sync_method: "syncfs",
  timezone: "UTC",
  log_timezone: "UTC",
};

/** Words after `postgres`; what the container was given comes last and so wins. */
export function buildServerArguments(dataFolder: string, given: readonly string[]): string[] {
  const words = Object.entries(settings).flatMap(([name, value]) => ["-c", `${name}=${value}`]);
  return ["-D", dataFolder, ...words, ...given];
}

/** No other variables: PostgreSQL reads some of them as settings. */
export const serverEnvironment = { LC_ALL: "C", TZ: "UTC", PATH: "/usr/bin:/bin" };
