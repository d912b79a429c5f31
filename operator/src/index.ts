export { createOperator, type Operator, type OperatorOptions } from "./operator.ts";
export {
  readConfig,
  readDatabaseServers,
  readServerPassword,
  type Settings,
  type DatabaseServerSettings,
} from "./settings.ts";
