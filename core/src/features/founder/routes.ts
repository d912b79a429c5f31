import { listUsers } from "./list-users.ts";
import { overview } from "./overview.ts";

// The founder's list of companies is GET /api/tenants.
export const founderOperations = [overview, listUsers];
