import type { Clock } from "../clock.ts";
import type { Database } from "../database/database.ts";
import type { Form } from "../forms/form.ts";
import type { DraftLimits } from "../limits.ts";
import { type FormDraft, readDraft, writeDraft } from "./form-draft.ts";
import { holderHash, seal, unseal } from "./seal.ts";

/** Who may see a draft again: a person of the owner's side in any of their sessions, or one browser of a visitor. */
export type DraftHolder = { readonly subject: string } | { readonly token: string };

/** A form that comes back. */
export interface ReturnedForm {
  /** Path of the page that shows it. */
  readonly path: string;
  /** Path that it was sent to. */
  readonly action: string;
  readonly form: Form;
  readonly reason: object | undefined;
  readonly isInterrupted: boolean;
  /** Under which a visitor's drafts are counted. */
  readonly network: string;
}

/** Forms that came back, for a time. */
export interface Drafts {
  /** Keeps a form and returns its id; undefined when it is too large to be kept. */
  readonly keep: (holder: DraftHolder, returned: ReturnedForm) => Promise<string | undefined>;
  /** The draft of this holder for this page. */
  readonly find: (holder: DraftHolder, id: string, path: string) => Promise<FormDraft | undefined>;
  readonly forget: (holder: DraftHolder, id: string) => Promise<void>;
  /** Whether it waits for its owner to sign in again; asked for whoever is not signed in. */
  readonly isInterrupted: (id: string) => Promise<boolean>;
  /** The newest form of a person that the end of a session interrupted; told once. */
  readonly takeInterrupted: (subject: string) => Promise<{ readonly id: string; readonly path: string } | undefined>;
  readonly forgetExpired: () => Promise<void>;
}

const isVisitor = (holder: DraftHolder): holder is { readonly token: string } => "token" in holder;
/** The prefix keeps a token from ever being read as somebody's subject. */
const hashOf = (holder: DraftHolder): Buffer =>
  holderHash(isVisitor(holder) ? `visitor:${holder.token}` : `owner:${holder.subject}`);

interface Parts {
  readonly database: Database;
  readonly clock: Clock;
  readonly limits: DraftLimits;
}

async function keepDraft(
  { database, clock, limits }: Parts,
  holder: DraftHolder,
  { path, action, form, reason, isInterrupted, network }: ReturnedForm,
): Promise<string | undefined> {
  const text = writeDraft(action, form, reason);
  const most = isVisitor(holder) ? limits.visitorBytes : limits.ownerBytes;
  if (Buffer.byteLength(text) > most) return undefined;
  const content = isVisitor(holder) ? seal(holder.token, text) : Buffer.from(text);
  const now = clock.now();
  const seconds = isVisitor(holder) ? limits.visitorSeconds : limits.ownerSeconds;
  const endsAt = new Date(now.getTime() + seconds * 1000);
  const row = await database.row<{ id: string }>(
    `INSERT INTO form_draft (holder, is_visitor, network, path, content, is_interrupted, created_at, expires_at)
     VALUES ($1, $2, $3, $4, $5, $6, $7, $8) RETURNING id`,
    [hashOf(holder), isVisitor(holder), network, path, content, isInterrupted, now, endsAt],
  );
  await database.run(
    `DELETE FROM form_draft WHERE id IN (
       (SELECT id FROM form_draft WHERE holder = $1 ORDER BY created_at DESC OFFSET $2) UNION ALL
       (SELECT id FROM form_draft WHERE is_visitor AND network = $3 ORDER BY created_at DESC OFFSET $4) UNION ALL
       (SELECT id FROM form_draft WHERE is_visitor ORDER BY created_at DESC OFFSET $5))`,
    [hashOf(holder), limits.perHolder, network, limits.perNetwork, limits.ofVisitors],
  );
  return row?.id;
}

async function findDraft(
  { database, clock }: Parts,
  holder: DraftHolder,
  id: string,
  path: string,
): Promise<FormDraft | undefined> {
  const row = await database.row<{ content: Buffer; isInterrupted: boolean }>(
    `SELECT content, is_interrupted AS "isInterrupted" FROM form_draft
     WHERE id = $1 AND holder = $2 AND path = $3 AND expires_at > $4`,
    [id, hashOf(holder), path, clock.now()],
  );
  if (!row) return undefined;
  const text = isVisitor(holder) ? unseal(holder.token, row.content) : row.content.toString();
  return readDraft(id, row.isInterrupted, text);
}

/** Opens the store; every statement is one step, so that processes may come and go in between. */
export function openDrafts(database: Database, clock: Clock, limits: DraftLimits): Drafts {
  const parts = { database, clock, limits };
  return {
    keep: (holder, returned) => keepDraft(parts, holder, returned),
    find: (holder, id, path) => findDraft(parts, holder, id, path),
    forget: async (holder, id) => {
      await database.run("DELETE FROM form_draft WHERE id = $1 AND holder = $2", [id, hashOf(holder)]);
    },
    isInterrupted: async (id) => {
      const sql = "SELECT id FROM form_draft WHERE id = $1 AND is_interrupted AND expires_at > $2";
      return (await database.row(sql, [id, clock.now()])) !== undefined;
    },
    takeInterrupted: (subject) =>
      database.row<{ id: string; path: string }>(
        `UPDATE form_draft SET is_resumed = true WHERE id = (
           SELECT id FROM form_draft WHERE holder = $1 AND is_interrupted AND NOT is_resumed AND expires_at > $2
           ORDER BY created_at DESC LIMIT 1) RETURNING id, path`,
        [hashOf({ subject }), clock.now()],
      ),
    forgetExpired: async () => {
      await database.run("DELETE FROM form_draft WHERE expires_at <= $1", [clock.now()]);
    },
  };
}
