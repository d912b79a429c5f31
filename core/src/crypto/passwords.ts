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

// Of a random password that was never kept. A constant, because making one at every start would cost its 19 MiB for good.
const decoy = "$argon2id$v=19$m=19456,t=2,p=1$Kt2ZjAi69SUwKeGvjpfbuw$tiUKB9yeXIyw9K0gO3TLadpiygNZYVXe6OlprxUL9AE";

/**
 * Creates the hasher. `concurrency` bounds how many hashes run at once: each takes 19 MiB, which a flood of logins would
 * otherwise turn into exhaustion of memory.
 */
export function createPasswordHasher(concurrency: number): PasswordHasher {
  const run = createSemaphore(concurrency);
  return {
    hash: (password) => run(() => hash(password, options)),
    verify: (passwordHash, password) =>
      run(async () => {
        const isRight = await verify(passwordHash ?? decoy, password);
        return passwordHash !== null && isRight;
      }),
  };
}
