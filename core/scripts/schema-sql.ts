import { readFile } from "node:fs/promises";
import { PrismaPg } from "@prisma/adapter-pg";
import { bindMigrationAwareSqlAdapterFactory } from "@prisma/driver-adapter-utils";
import { SchemaEngine } from "@prisma/schema-engine-wasm";

const schemaPath = new URL("../prisma/schema.prisma", import.meta.url);

/**
 * The SQL that makes an empty database what schema.prisma says: the raw material of a new migration, and what a test
 * compares the migrations with. Prisma's own CLI fetches an engine from the internet for this; this is the same engine as
 * WebAssembly. It wants a live connection even though nothing is read from the database.
 */
export async function buildSchemaSql(databaseUrl: string): Promise<string> {
  const content = await readFile(schemaPath, "utf8");
  const adapter = bindMigrationAwareSqlAdapterFactory(new PrismaPg({ connectionString: databaseUrl }));
  const engine = await SchemaEngine.new({ datamodels: [["schema.prisma", content]] }, () => undefined, adapter);
  try {
    const { stdout } = await engine.diff({
      from: { tag: "empty" },
      to: { tag: "schemaDatamodel", files: [{ path: "schema.prisma", content }] },
      script: true,
      exitCode: null,
      filters: { externalTables: [], externalEnums: [] },
    });
    return stdout ?? "";
  } finally {
    engine.free();
  }
}
