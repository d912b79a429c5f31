import { searchFunctionsSql } from "@tochka-rosta/postgres/search";
import type { InstanceIdentity } from "../instance/identity.ts";
import type { Database } from "./database.ts";
import type { MigrationScope } from "./migrations.ts";

/** The SDK's own tables in a module's database. */
export const sdkSchema: MigrationScope = {
  scope: "sdk",
  migrations: [
    {
      id: "0001-owner",
      sql: `
        CREATE TABLE database_owner (
          only_row boolean PRIMARY KEY DEFAULT true CHECK (only_row),
          tenant text NOT NULL,
          module text NOT NULL,
          claimed_at timestamptz NOT NULL DEFAULT now()
        );
        CREATE TABLE owner_handover (
          jti text PRIMARY KEY,
          expires_at timestamptz NOT NULL
        );
        CREATE TABLE owner_session (
          token_hash bytea PRIMARY KEY,
          subject text NOT NULL,
          created_at timestamptz NOT NULL DEFAULT now(),
          expires_at timestamptz NOT NULL
        );`,
    },
    {
      id: "0002-session-source",
      // The session of the platform that an owner came from; the release before names none.
      sql: "ALTER TABLE owner_session ADD COLUMN sid text",
    },
    {
      id: "0003-search",
      // Before the module's own migrations, whose tables are searched by them.
      sql: searchFunctionsSql,
    },
    {
      // Forms that came back to be corrected, or that the end of a session interrupted. A visitor's are sealed with a key that only their
      // browser has, since they may hold a name and a phone before there is any consent to keep them.
      id: "0004-form-draft",
      sql: `
        CREATE TABLE form_draft (
          id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
          holder bytea NOT NULL,
          is_visitor boolean NOT NULL,
          network text NOT NULL,
          path text NOT NULL,
          content bytea NOT NULL,
          is_interrupted boolean NOT NULL,
          is_resumed boolean NOT NULL DEFAULT false,
          created_at timestamptz NOT NULL,
          expires_at timestamptz NOT NULL
        );
        CREATE INDEX form_draft_of_holder ON form_draft (holder, created_at DESC);
        CREATE INDEX form_draft_of_network ON form_draft (network, created_at DESC) WHERE is_visitor;
        CREATE INDEX form_draft_of_visitors ON form_draft (created_at DESC) WHERE is_visitor;
        CREATE INDEX form_draft_by_end ON form_draft (expires_at);`,
    },
    {
      // Pictures in the forms that pages show. The release before knows nothing of them and goes on with the module's own table, into which
      // each new picture is put too. One that a form brought is forgotten at its end unless the form is taken. Without a width: an earlier
      // picture that could not be decoded, whose bytes stay in the module's table.
      id: "0005-picture",
      sql: `
        CREATE TABLE stored_picture (
          id uuid PRIMARY KEY,
          width integer CHECK (width > 0),
          height integer CHECK (height > 0),
          refusal text CHECK ((refusal IS NULL) = (width IS NOT NULL)),
          subject text,
          created_at timestamptz NOT NULL,
          expires_at timestamptz
        );
        CREATE INDEX stored_picture_by_end ON stored_picture (expires_at) WHERE expires_at IS NOT NULL;
        CREATE TABLE stored_picture_variant (
          picture_id uuid NOT NULL REFERENCES stored_picture,
          name text NOT NULL,
          bytes bytea NOT NULL,
          PRIMARY KEY (picture_id, name)
        );
        -- Pictures are compressed already.
        ALTER TABLE stored_picture_variant ALTER COLUMN bytes SET STORAGE EXTERNAL;`,
    },
    {
      // Letters until they are sent, and what became of them. Suppressed addresses are kept as hashes: they outlive the erasure of a buyer.
      id: "0006-letter",
      sql: `
        CREATE TABLE letter (
          id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
          recipient text NOT NULL,
          subject text NOT NULL,
          content jsonb CHECK ((content IS NULL) = (state <> 'waiting')),
          state text NOT NULL CHECK (state IN ('waiting', 'accepted', 'refused', 'expired')),
          reason text,
          attempts integer NOT NULL DEFAULT 0,
          created_at timestamptz NOT NULL,
          due_at timestamptz NOT NULL,
          expires_at timestamptz NOT NULL,
          finished_at timestamptz
        );
        CREATE INDEX letter_waiting ON letter (due_at) WHERE state = 'waiting';
        CREATE INDEX letter_by_time ON letter (created_at DESC, id);
        CREATE INDEX letter_by_recipient ON letter (recipient, created_at);
        CREATE TABLE letter_suppression (
          address_hash bytea PRIMARY KEY,
          reason text NOT NULL,
          created_at timestamptz NOT NULL
        );`,
    },
  ],
};

/**
 * Marks a new database with its tenant and module, and refuses to serve one that another tenant or module has marked.
 * This is the last lock of the wall: even with the wrong Secret mounted, no tenant's rows are shown on another's site.
 * It replaces a tenant_id on every row, which cannot protect a database that holds only one tenant.
 * @throws Error when the database belongs to somebody else
 */
export async function claimDatabase(database: Database, identity: InstanceIdentity): Promise<void> {
  await database.run("INSERT INTO database_owner (tenant, module) VALUES ($1, $2) ON CONFLICT DO NOTHING", [
    identity.tenant,
    identity.module,
  ]);
  const owner = await database.row<{ tenant: string; module: string }>("SELECT tenant, module FROM database_owner");
  if (owner?.tenant !== identity.tenant || owner.module !== identity.module) {
    throw new Error(`the bound database belongs to ${owner?.tenant}/${owner?.module}, not to this instance`);
  }
}
