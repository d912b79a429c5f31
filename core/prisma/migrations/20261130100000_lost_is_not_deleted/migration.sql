-- An object that vanished from the cluster is made again under the identity of the first one (spec.id), and finds its data.
ALTER TABLE "module_instances" ADD COLUMN "has_database" BOOLEAN NOT NULL DEFAULT false;
UPDATE "module_instances" SET "has_database" = true WHERE "cluster_status" -> 'status' -> 'database' IS NOT NULL;

-- A name that was given up rests before another may have it: old links and bookmarks lead to it for a while.
CREATE TABLE "freed_subdomains" (
  "subdomain" VARCHAR(40) NOT NULL,
  "freed_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
  CONSTRAINT "freed_subdomains_pkey" PRIMARY KEY ("subdomain")
);

-- A trigger, so that no deletion or renaming is forgotten, whichever release or person does it.
CREATE FUNCTION "note_freed_subdomain"() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  INSERT INTO "freed_subdomains" ("subdomain") VALUES (OLD."subdomain")
  ON CONFLICT ("subdomain") DO UPDATE SET "freed_at" = CURRENT_TIMESTAMP;
  RETURN NULL;
END $$;
CREATE TRIGGER "tenants_freed_by_deletion" AFTER DELETE ON "tenants"
  FOR EACH ROW EXECUTE FUNCTION "note_freed_subdomain"();
CREATE TRIGGER "tenants_freed_by_renaming" AFTER UPDATE OF "subdomain" ON "tenants"
  FOR EACH ROW WHEN (OLD."subdomain" IS DISTINCT FROM NEW."subdomain") EXECUTE FUNCTION "note_freed_subdomain"();
