import { readFile } from "node:fs/promises";
import type { Letter } from "./read-letter.ts";

/** The platform's mail relay, and in whose name it sends. */
export interface RelaySettings {
  readonly host: string;
  readonly port: number;
  /** `tls` from the first byte, `starttls` or nothing, `none` for a relay beside us. */
  readonly security: "tls" | "starttls" | "none";
  readonly username: string | undefined;
  /** Read again for each connection. */
  readonly passwordFile: string | undefined;
  /** The address in From of every letter. */
  readonly from: string;
  /** Where letters that came back later go. */
  readonly bounces: string;
}

/** What the relay said. */
export type RelayAnswer =
  | { readonly outcome: "accepted" }
  | { readonly outcome: "refused"; readonly reply: string; readonly isAddressDead: boolean }
  | { readonly outcome: "postponed"; readonly reply: string };

/** Gives letters to the relay. */
export interface Relay {
  send(letter: Letter, source: string): Promise<RelayAnswer>;
}

const timeoutMilliseconds = 20_000;

/**
 * Makes a relay. The mail library (31 MiB) is loaded with the first letter; it is given texts only, and may read no file and fetch no
 * address.
 */
export function createRelay(settings: RelaySettings): Relay {
  return {
    send: async (letter, source) => {
      const transport = await openTransport(settings);
      try {
        await transport.sendMail(buildMessage(letter, source, settings));
        return { outcome: "accepted" };
      } catch (error) {
        return readFailure(error);
      } finally {
        transport.close();
      }
    },
  };
}

async function openTransport({ host, port, security, username, passwordFile }: RelaySettings) {
  const { createTransport } = await import("nodemailer");
  const pass = passwordFile === undefined ? "" : (await readFile(passwordFile, "utf8")).trim();
  return createTransport({
    host,
    port,
    secure: security === "tls",
    requireTLS: security === "starttls",
    ignoreTLS: security === "none",
    ...(username !== undefined && { auth: { user: username, pass } }),
    connectionTimeout: timeoutMilliseconds,
    greetingTimeout: timeoutMilliseconds,
    socketTimeout: timeoutMilliseconds,
    disableFileAccess: true,
    disableUrlAccess: true,
  });
}

function buildMessage(letter: Letter, source: string, { from, bounces }: RelaySettings) {
  return {
    envelope: { from: bounces, to: [letter.to] },
    from: { name: letter.fromName, address: from },
    to: { name: "", address: letter.to },
    ...(letter.replyTo !== undefined && { replyTo: { name: "", address: letter.replyTo } }),
    subject: letter.subject,
    text: letter.text,
    ...(letter.html !== undefined && { html: letter.html }),
    messageId: `<${letter.id}@${from.slice(from.lastIndexOf("@") + 1)}>`,
    headers: {
      "Auto-Submitted": "auto-generated",
      "X-Auto-Response-Suppress": "All",
      // Whoever reads a late bounce finds the instance by it.
      "X-Letter-Source": source,
    },
    disableFileAccess: true,
    disableUrlAccess: true,
  };
}

/** A reply to the letter is about the letter; one to anything before it (greeting, TLS, sign-in) is about us, and passes. */
function readFailure(error: unknown): RelayAnswer {
  const {
    responseCode = 0,
    response,
    command,
    message,
  } = error as {
    readonly responseCode?: number;
    readonly response?: string;
    readonly command?: string;
    readonly message?: string;
  };
  const reply = (response ?? message ?? String(error)).replace(/\s+/g, " ").slice(0, 300);
  const isAboutLetter = command === "RCPT TO" || command === "DATA" || (command === "API" && responseCode > 0);
  const isForGood = responseCode >= 500 && responseCode < 600 && responseCode !== 503;
  if (!isAboutLetter || !isForGood) return { outcome: "postponed", reply };
  return { outcome: "refused", reply, isAddressDead: isAddressDead(responseCode, reply) };
}

/** Enhanced codes 5.1.1 to 5.1.3, 5.1.6 and 5.1.10 (RFC 3463, RFC 7505); without one 550, 551 and 553 (RFC 5321, 4.2.3). */
function isAddressDead(code: number, reply: string): boolean {
  const enhanced = /\b5\.\d{1,3}\.\d{1,3}\b/.exec(reply)?.[0];
  if (enhanced !== undefined) return /^5\.1\.(1|2|3|6|10)$/.test(enhanced);
  return code === 550 || code === 551 || code === 553;
}
