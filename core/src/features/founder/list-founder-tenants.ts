import { listTenants } from "./list-tenants.ts";

/** GET /api/tenants under the founder's own path, so that all of the founder's part lies in one place. */
export const listFounderTenants = {
  ...listTenants,
  url: "/api/founder/tenants",
  id: "listFounderTenants",
  schema: { ...listTenants.schema, tag: "founder" as const },
};
