import { createHash, createHmac, pbkdf2, randomBytes } from "node:crypto";
import { promisify } from "node:util";
import { saslprep } from "./saslprep.ts";

/** PostgreSQL's own default (`scram_iterations`). */
const iterations = 4096;
const saltBytes = 16;
const keyBytes = 32;
const derive = promisify(pbkdf2);

/** A password of 256 random bits in characters that need no escaping in URLs, files or SQL. */
export function generatePassword(): string {
  return randomBytes(32).toString("base64url");
}

/**
 * What PostgreSQL keeps of a password (RFC 5803 form), so that the password itself never travels in SQL and never reaches a server's log.
 * It is the one that the server computes itself, whatever characters the password has.
 *
 * @param salt 16 bytes. Default: random ones
 *
 * @example
 * await client.query(`ALTER ROLE shop PASSWORD ${quoteLiteral(await buildScramVerifier(password))}`);
 */
export async function buildScramVerifier(password: string, salt: Buffer = randomBytes(saltBytes)): Promise<string> {
  const salted = await derive(saslprep(password), salt, iterations, keyBytes, "sha256");
  const clientKey = createHmac("sha256", salted).update("Client Key").digest();
  const storedKey = createHash("sha256").update(clientKey).digest("base64");
  const serverKey = createHmac("sha256", salted).update("Server Key").digest("base64");
  return `SCRAM-SHA-256$${iterations}:${salt.toString("base64")}$${storedKey}:${serverKey}`;
}
