-- Sessions from which an owner was handed over to a module, for as long as the module's session may last: the list of ended sessions that
-- modules read names these only. No foreign key: a session that is deleted has ended too, and must stay on the list.
CREATE TABLE "session_handovers" (
    "session_id" UUID NOT NULL,
    "handed_over_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "session_handovers_pkey" PRIMARY KEY ("session_id")
);

CREATE INDEX "session_handovers_handed_over_at_idx" ON "session_handovers"("handed_over_at");
