-- Phones that browsers have proved by a code before their owners registered, for two hours: a reload in mid-registration loses nothing.
-- The release before does not know the table and does without.
CREATE TABLE "phone_proofs" (
    "token_hash" BYTEA NOT NULL,
    "phone" VARCHAR(20) NOT NULL,
    "expires_at" TIMESTAMPTZ(3) NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "phone_proofs_pkey" PRIMARY KEY ("token_hash")
);

CREATE INDEX "phone_proofs_expires_at_idx" ON "phone_proofs"("expires_at");
