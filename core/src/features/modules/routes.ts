import { activate } from "./activate.ts";
import { deactivate } from "./deactivate.ts";
import { deleteSite } from "./delete-instance.ts";
import { getInstance } from "./get-instance.ts";
import { handover } from "./handover.ts";
import { instanceEvents } from "./instance-events.ts";
import { listInstances } from "./list-instances.ts";
import { listModules } from "./list-modules.ts";

export const moduleOperations = [
  listModules,
  listInstances,
  getInstance,
  activate,
  deactivate,
  deleteSite,
  instanceEvents,
  handover,
];
