import { changeTariffModulesOperation } from "./change-tariff-modules.ts";
import { listFounderTenants } from "./list-founder-tenants.ts";
import { listTenants } from "./list-tenants.ts";
import { listUsers } from "./list-users.ts";
import { overview } from "./overview.ts";

export const founderOperations = [overview, listUsers, listTenants, listFounderTenants, changeTariffModulesOperation];
