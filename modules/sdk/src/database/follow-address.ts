import pg from "pg";
import type { DatabaseAddress, DatabaseBinding } from "./binding.ts";

/**
 * A driver's client that connects to where the binding says the server is now. A module that was started with the address of before
 * would be without its database until it is started again.
 */
export function followAddress(
  binding: Pick<DatabaseBinding, "host" | "port" | "readAddress" | "readPassword">,
): typeof pg.Client {
  return class extends pg.Client {
    constructor(config?: pg.ClientConfig | string) {
      // The pool hides the password from copies.
      const moved = { password: binding.readPassword, ...findAddress(binding) };
      super(typeof config === "object" ? { ...config, ...moved } : config);
    }
  };
}

function findAddress({ host, port, readAddress }: Parameters<typeof followAddress>[0]): DatabaseAddress {
  try {
    return readAddress?.() ?? { host, port };
  } catch {
    return { host, port }; // While the files are being replaced: the next connection reads them again.
  }
}
