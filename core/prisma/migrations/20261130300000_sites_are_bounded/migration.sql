-- What may be kept is bounded: switched-off sites by the tariff, data of deleted ones by a limit of its own. Expand only: the
-- release before inserts tariffs without these columns, so both have defaults.

ALTER TABLE "tariffs" ADD COLUMN "spare_sites" INTEGER NOT NULL DEFAULT 2;
ALTER TABLE "tariffs" ADD COLUMN "retired_site_limit" INTEGER NOT NULL DEFAULT 3;
ALTER TABLE "tariffs" ADD CONSTRAINT "tariffs_kept_check" CHECK ("spare_sites" >= 0 AND "retired_site_limit" >= 1);
UPDATE "tariffs" SET "spare_sites" = 3, "retired_site_limit" = 5 WHERE "code" = 'growth';
UPDATE "tariffs" SET "spare_sites" = 5, "retired_site_limit" = 15 WHERE "code" = 'master';

-- CreateTable
CREATE TABLE "retired_sites" (
    "id" UUID NOT NULL,
    "tenant_id" UUID NOT NULL,
    "module" VARCHAR(20) NOT NULL,
    "name" VARCHAR(40) NOT NULL,
    "cluster_uid" VARCHAR(63),
    "retired_at" TIMESTAMPTZ(3) NOT NULL,
    "rests_until" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "retired_sites_pkey" PRIMARY KEY ("id")
);

-- CreateIndex
CREATE INDEX "retired_sites_tenant_id_rests_until_idx" ON "retired_sites"("tenant_id", "rests_until");

-- An instance that a person applied to the cluster gets a row: its name follows the rule of the kind (40 characters, `--` allowed),
-- its spec is the object's.
ALTER TABLE "module_instances" ALTER COLUMN "name" TYPE VARCHAR(40);
ALTER TABLE "module_instances" DROP CONSTRAINT "module_instances_name_check";
ALTER TABLE "module_instances" ADD CONSTRAINT "module_instances_name_check" CHECK ("name" ~ '^[a-z0-9]([-a-z0-9]*[a-z0-9])?$');
ALTER TABLE "module_instances" ADD COLUMN "adopted_spec" JSONB;
