-- CreateEnum
CREATE TYPE "role" AS ENUM ('owner', 'master', 'superuser');

-- CreateEnum
CREATE TYPE "employment_type" AS ENUM ('individual', 'self_employed', 'ip', 'ooo');

-- CreateEnum
CREATE TYPE "tenant_status" AS ENUM ('trial', 'active', 'inactive', 'suspended');

-- CreateEnum
CREATE TYPE "subscription_status" AS ENUM ('trial', 'active', 'expired', 'cancelled');

-- CreateEnum
CREATE TYPE "code_purpose" AS ENUM ('register', 'login', 'reset');

-- CreateEnum
CREATE TYPE "support_level" AS ENUM ('email', 'priority_email', 'priority_phone');

-- CreateEnum
CREATE TYPE "module_stage" AS ENUM ('available', 'soon');

-- CreateTable
CREATE TABLE "users" (
    "id" UUID NOT NULL,
    "phone" VARCHAR(20) NOT NULL,
    "phone_verified_at" TIMESTAMPTZ(3) NOT NULL,
    "password_hash" TEXT,
    "first_name" VARCHAR(100) NOT NULL,
    "last_name" VARCHAR(100) NOT NULL,
    "employment_type" "employment_type" NOT NULL DEFAULT 'individual',
    "role" "role" NOT NULL DEFAULT 'owner',
    "language" VARCHAR(2),
    "tenant_id" UUID,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "updated_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "users_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "tenants" (
    "id" UUID NOT NULL,
    "name" VARCHAR(100) NOT NULL,
    "subdomain" VARCHAR(40) NOT NULL,
    "status" "tenant_status" NOT NULL DEFAULT 'trial',
    "wish_version" INTEGER NOT NULL DEFAULT 1,
    "synced_version" INTEGER NOT NULL DEFAULT 0,
    "cluster_uid" VARCHAR(63),
    "cluster_status" JSONB,
    "sync_problem" TEXT,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "updated_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "tenants_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "tariffs" (
    "id" UUID NOT NULL,
    "code" VARCHAR(40) NOT NULL,
    "name" VARCHAR(100) NOT NULL,
    "price_kopecks" INTEGER NOT NULL,
    "subdomain_limit" INTEGER NOT NULL,
    "storage_gigabytes" INTEGER NOT NULL,
    "all_modules" BOOLEAN NOT NULL DEFAULT false,
    "modules" TEXT[],
    "cpu" VARCHAR(32) NOT NULL,
    "memory" VARCHAR(32) NOT NULL,
    "support" "support_level" NOT NULL,
    "features" JSONB NOT NULL,
    "is_popular" BOOLEAN NOT NULL DEFAULT false,
    "is_active" BOOLEAN NOT NULL DEFAULT true,
    "position" INTEGER NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "updated_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "tariffs_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "subscriptions" (
    "id" UUID NOT NULL,
    "tenant_id" UUID NOT NULL,
    "tariff_id" UUID NOT NULL,
    "status" "subscription_status" NOT NULL DEFAULT 'trial',
    "started_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "trial_ends_at" TIMESTAMPTZ(3),
    "ended_at" TIMESTAMPTZ(3),

    CONSTRAINT "subscriptions_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "modules" (
    "name" VARCHAR(20) NOT NULL,
    "title_ru" TEXT NOT NULL,
    "title_en" TEXT NOT NULL,
    "description_ru" TEXT NOT NULL DEFAULT '',
    "description_en" TEXT NOT NULL DEFAULT '',
    "stage" "module_stage" NOT NULL,
    "version" VARCHAR(63),
    "is_present" BOOLEAN NOT NULL DEFAULT true,
    "updated_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "modules_pkey" PRIMARY KEY ("name")
);

-- CreateTable
CREATE TABLE "module_instances" (
    "id" UUID NOT NULL,
    "tenant_id" UUID NOT NULL,
    "module" VARCHAR(20) NOT NULL,
    "name" VARCHAR(20) NOT NULL,
    "active" BOOLEAN NOT NULL DEFAULT true,
    "wish_version" INTEGER NOT NULL DEFAULT 1,
    "synced_version" INTEGER NOT NULL DEFAULT 0,
    "cluster_uid" VARCHAR(63),
    "cluster_status" JSONB,
    "sync_problem" TEXT,
    "step_times" JSONB NOT NULL DEFAULT '{}',
    "requested_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "updated_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "module_instances_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "activations" (
    "id" UUID NOT NULL,
    "instance_id" UUID NOT NULL,
    "requested_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "ready_at" TIMESTAMPTZ(3),
    "failed_at" TIMESTAMPTZ(3),
    "failure" TEXT,
    "abandoned_at" TIMESTAMPTZ(3),

    CONSTRAINT "activations_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "one_time_codes" (
    "id" UUID NOT NULL,
    "phone" VARCHAR(20) NOT NULL,
    "purpose" "code_purpose" NOT NULL,
    "code_hash" BYTEA NOT NULL,
    "tries" INTEGER NOT NULL DEFAULT 0,
    "expires_at" TIMESTAMPTZ(3) NOT NULL,
    "consumed_at" TIMESTAMPTZ(3),
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "one_time_codes_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "sessions" (
    "id" UUID NOT NULL,
    "user_id" UUID NOT NULL,
    "user_agent" VARCHAR(200),
    "address" VARCHAR(45),
    "expires_at" TIMESTAMPTZ(3) NOT NULL,
    "ended_at" TIMESTAMPTZ(3),
    "end_reason" VARCHAR(20),
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "sessions_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "refresh_tokens" (
    "hash" BYTEA NOT NULL,
    "session_id" UUID NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "exchanged_at" TIMESTAMPTZ(3),

    CONSTRAINT "refresh_tokens_pkey" PRIMARY KEY ("hash")
);

-- CreateTable
CREATE TABLE "consents" (
    "id" UUID NOT NULL,
    "user_id" UUID NOT NULL,
    "purpose" VARCHAR(40) NOT NULL,
    "version" VARCHAR(20) NOT NULL,
    "text_hash" CHAR(64) NOT NULL,
    "address" VARCHAR(45),
    "accepted_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "consents_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "audit_records" (
    "id" UUID NOT NULL,
    "user_id" UUID,
    "tenant_id" UUID,
    "action" VARCHAR(60) NOT NULL,
    "subject" VARCHAR(100),
    "details" JSONB NOT NULL DEFAULT '{}',
    "address" VARCHAR(45),
    "request_id" VARCHAR(64),
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "audit_records_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "cluster_removals" (
    "id" UUID NOT NULL,
    "kind" VARCHAR(40) NOT NULL,
    "namespace" VARCHAR(63),
    "name" VARCHAR(63) NOT NULL,
    "row_id" UUID NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "cluster_removals_pkey" PRIMARY KEY ("id")
);

-- CreateIndex
CREATE UNIQUE INDEX "users_phone_key" ON "users"("phone");

-- CreateIndex
CREATE INDEX "users_tenant_id_idx" ON "users"("tenant_id");

-- CreateIndex
CREATE UNIQUE INDEX "tenants_subdomain_key" ON "tenants"("subdomain");

-- CreateIndex
CREATE UNIQUE INDEX "tariffs_code_key" ON "tariffs"("code");

-- CreateIndex
CREATE INDEX "subscriptions_tenant_id_idx" ON "subscriptions"("tenant_id");

-- CreateIndex
CREATE UNIQUE INDEX "module_instances_tenant_id_name_key" ON "module_instances"("tenant_id", "name");

-- CreateIndex
CREATE INDEX "activations_instance_id_requested_at_idx" ON "activations"("instance_id", "requested_at");

-- CreateIndex
CREATE INDEX "activations_requested_at_idx" ON "activations"("requested_at");

-- CreateIndex
CREATE INDEX "one_time_codes_phone_purpose_created_at_idx" ON "one_time_codes"("phone", "purpose", "created_at");

-- CreateIndex
CREATE INDEX "one_time_codes_expires_at_idx" ON "one_time_codes"("expires_at");

-- CreateIndex
CREATE INDEX "sessions_user_id_idx" ON "sessions"("user_id");

-- CreateIndex
CREATE INDEX "sessions_expires_at_idx" ON "sessions"("expires_at");

-- CreateIndex
CREATE INDEX "refresh_tokens_session_id_idx" ON "refresh_tokens"("session_id");

-- CreateIndex
CREATE INDEX "consents_user_id_idx" ON "consents"("user_id");

-- CreateIndex
CREATE INDEX "audit_records_tenant_id_created_at_idx" ON "audit_records"("tenant_id", "created_at");

-- CreateIndex
CREATE INDEX "audit_records_created_at_idx" ON "audit_records"("created_at");

-- AddForeignKey
ALTER TABLE "users" ADD CONSTRAINT "users_tenant_id_fkey" FOREIGN KEY ("tenant_id") REFERENCES "tenants"("id") ON DELETE SET NULL ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "subscriptions" ADD CONSTRAINT "subscriptions_tenant_id_fkey" FOREIGN KEY ("tenant_id") REFERENCES "tenants"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "subscriptions" ADD CONSTRAINT "subscriptions_tariff_id_fkey" FOREIGN KEY ("tariff_id") REFERENCES "tariffs"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "module_instances" ADD CONSTRAINT "module_instances_tenant_id_fkey" FOREIGN KEY ("tenant_id") REFERENCES "tenants"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "activations" ADD CONSTRAINT "activations_instance_id_fkey" FOREIGN KEY ("instance_id") REFERENCES "module_instances"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "sessions" ADD CONSTRAINT "sessions_user_id_fkey" FOREIGN KEY ("user_id") REFERENCES "users"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "refresh_tokens" ADD CONSTRAINT "refresh_tokens_session_id_fkey" FOREIGN KEY ("session_id") REFERENCES "sessions"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "consents" ADD CONSTRAINT "consents_user_id_fkey" FOREIGN KEY ("user_id") REFERENCES "users"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- What Prisma's schema language cannot say.

-- A tenant has one current subscription.
CREATE UNIQUE INDEX "subscriptions_current_key" ON "subscriptions"("tenant_id") WHERE "ended_at" IS NULL;

-- Wishes that the cluster has not accepted are few and asked for often.
CREATE INDEX "tenants_unsynced_idx" ON "tenants"("id") WHERE "wish_version" <> "synced_version";
CREATE INDEX "module_instances_unsynced_idx" ON "module_instances"("id") WHERE "wish_version" <> "synced_version";

ALTER TABLE "users" ADD CONSTRAINT "users_phone_check" CHECK ("phone" ~ '^\+79[0-9]{9}$');
ALTER TABLE "tenants" ADD CONSTRAINT "tenants_subdomain_check"
  CHECK ("subdomain" ~ '^[a-z0-9]([-a-z0-9]*[a-z0-9])?$' AND "subdomain" NOT LIKE '%--%' AND length("subdomain") BETWEEN 3 AND 40);
ALTER TABLE "module_instances" ADD CONSTRAINT "module_instances_name_check"
  CHECK ("name" ~ '^[a-z0-9]([-a-z0-9]*[a-z0-9])?$' AND "name" NOT LIKE '%--%');
ALTER TABLE "tariffs" ADD CONSTRAINT "tariffs_amounts_check"
  CHECK ("price_kopecks" >= 0 AND "subdomain_limit" >= 0 AND "storage_gigabytes" >= 0);

-- Whoever deletes a row, by whatever way, leaves a note to take its object out of the cluster. A tenant's instances go with
-- their tenant, whose row is gone already when a cascade deletes theirs.
CREATE FUNCTION "note_tenant_removal"() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  INSERT INTO "cluster_removals" ("id", "kind", "namespace", "name", "row_id")
  VALUES (gen_random_uuid(), 'Tenant', NULL, OLD."subdomain", OLD."id");
  RETURN OLD;
END $$;
CREATE TRIGGER "tenants_removal" AFTER DELETE ON "tenants" FOR EACH ROW EXECUTE FUNCTION "note_tenant_removal"();

CREATE FUNCTION "note_instance_removal"() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  INSERT INTO "cluster_removals" ("id", "kind", "namespace", "name", "row_id")
  SELECT gen_random_uuid(), 'ModuleInstance', 'tenant-' || "subdomain", OLD."name", OLD."id"
  FROM "tenants" WHERE "id" = OLD."tenant_id";
  RETURN OLD;
END $$;
CREATE TRIGGER "module_instances_removal" AFTER DELETE ON "module_instances"
  FOR EACH ROW EXECUTE FUNCTION "note_instance_removal"();
