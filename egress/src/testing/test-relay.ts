import type { AddressInfo } from "node:net";
import { simpleParser, type ParsedMail } from "mailparser";
import { SMTPServer } from "smtp-server";

/** A letter as the relay got it. */
export interface ReceivedLetter {
  readonly from: string;
  readonly to: readonly string[];
  readonly mail: ParsedMail;
  readonly source: string;
}

/** A mail relay on loopback, that takes and refuses as it is told. */
export interface TestRelay {
  readonly port: number;
  readonly received: ReceivedLetter[];
  /** Refuses every receiver with a reply such as `550 5.1.1 no such user`; undefined takes them again. */
  refuseReceivers(reply: string | undefined): void;
  /** Refuses what was sent, after the last byte. */
  refuseContent(reply: string | undefined): void;
  stop(): Promise<void>;
}

/** Starts a relay; with a user, only who signs in may send. */
export async function startTestRelay(user?: { readonly name: string; readonly password: string }): Promise<TestRelay> {
  const received: ReceivedLetter[] = [];
  let [receiverReply, contentReply]: (string | undefined)[] = [];
  const server = new SMTPServer({
    authOptional: user === undefined,
    disabledCommands: ["STARTTLS"],
    allowInsecureAuth: true,
    onAuth: ({ username, password }, _session, done) => {
      const isRight = username === user?.name && password === user?.password;
      done(isRight ? null : failure("535 5.7.8 wrong password"), isRight ? { user: username } : undefined);
    },
    onRcptTo: (_address, _session, done) => done(receiverReply === undefined ? null : failure(receiverReply)),
    onData: (stream, session, done) => {
      const chunks: Buffer[] = [];
      stream.on("data", (chunk: Buffer) => chunks.push(chunk));
      stream.once("end", () => {
        if (contentReply !== undefined) return done(failure(contentReply));
        const source = Buffer.concat(chunks).toString();
        const { mailFrom, rcptTo } = session.envelope;
        const [from, to] = [mailFrom === false ? "" : mailFrom.address, rcptTo.map(({ address }) => address)];
        void simpleParser(source).then((mail) => {
          received.push({ from, to, mail, source });
          done();
        });
      });
    },
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return {
    port: (server.server.address() as AddressInfo).port,
    received,
    refuseReceivers: (reply) => (receiverReply = reply),
    refuseContent: (reply) => (contentReply = reply),
    stop: () => new Promise((resolve) => server.close(resolve)),
  };
}

function failure(reply: string): Error {
  const [code = "", ...words] = reply.split(" ");
  return Object.assign(new Error(words.join(" ")), { responseCode: Number(code) });
}
