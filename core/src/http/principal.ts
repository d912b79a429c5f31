/** The person behind a request, as the database knows them at this moment. */
export interface Principal {
  readonly userId: string;
  readonly sessionId: string;
  readonly sessionEndsAt: Date;
  readonly role: "owner" | "master" | "superuser";
  readonly tenantId: string | null;
}

/** A person with a company: what every tenant-scoped query is scoped by. */
export interface TenantPrincipal extends Principal {
  readonly tenantId: string;
}
