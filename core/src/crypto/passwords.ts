import { hash, verify, type Options } from "@node-rs/argon2";
import { createSemaphore } from "./semaphore.ts";

/** Makes and checks password hashes. */
export interface PasswordHasher {
  /** The argon2id hash of a password, as a PHC string. */
  hash(password: string): Promise<string>;
  /** Whether the password fits. Without a hash it does the same work and says no, so that timing tells nothing. */
  verify(passwordHash: string | null, password: string): Promise<boolean>;
}

// OWASP's argon2id parameters: 19 MiB, two passes, one lane.
const options: Options = { memoryCost: 19_456, timeCost: 2, parallelism: 1 };

/**
 * Creates the hasher. `concurrency` bounds how many hashes run at once: each takes 19 MiB, which a flood of logins would
 * otherwise turn into exhaustion of memory.
 */
export async function createPasswordHasher(concurrency: number): Promise<PasswordHasher> {
  const run = createSemaphore(concurrency);
  const decoy = await hash("a password that nobody has", options);
  return {
    hash: (password) => run(() => hash(password, options)),
    verify: (passwordHash, password) =>
      run(async () => {
        const isRight = await verify(passwordHash ?? decoy, password);
        return passwordHash !== null && isRight;
      }),
  };
}
