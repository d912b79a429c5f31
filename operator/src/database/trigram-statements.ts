import { quoteIdentifier } from "@tochka-rosta/postgres/sql";
import type { Statement } from "./session.ts";

/** Its own schema, where modules may make nothing: a script of an extension runs as superuser and must meet no operator of a stranger's. */
const extensionSchema = quoteIdentifier("extensions");

/** The statements, run inside a database, that give it pg_trgm, by which a search forgives typos. Repeatable. */
export const trigramStatements: readonly Statement[] = [
  {
    text: `CREATE SCHEMA IF NOT EXISTS ${extensionSchema}`,
    reason: "extensions lie where a module can make nothing",
  },
  { text: `GRANT USAGE ON SCHEMA ${extensionSchema} TO PUBLIC`, reason: "only the module connects, and it searches" },
  {
    text: `CREATE EXTENSION IF NOT EXISTS pg_trgm SCHEMA ${extensionSchema}`,
    reason: "a search that forgives typos; a module may not make extensions itself",
  },
];
