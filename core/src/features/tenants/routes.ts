import { changeMySubdomain } from "./change-my-subdomain.ts";
import { getMySubdomain } from "./get-my-subdomain.ts";
import { getMyTenant } from "./get-my-tenant.ts";
import { getTenant } from "./get-tenant.ts";
import { subdomainCheck } from "./subdomain-check.ts";
import { updateMyTenant } from "./update-my-tenant.ts";

export const tenantOperations = [
  subdomainCheck,
  getMyTenant,
  updateMyTenant,
  getMySubdomain,
  changeMySubdomain,
  getTenant,
];
