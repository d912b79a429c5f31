// `npm run schema-sql -w core -- <postgres url>`: prints the SQL of schema.prisma, from which the next migration is written.
import { buildSchemaSql } from "./schema-sql.ts";

const [url] = process.argv.slice(2);
if (url === undefined) {
  console.error("Give the URL of any PostgreSQL database: nothing is read from it or written to it.");
  process.exitCode = 1;
} else console.log(await buildSchemaSql(url));
