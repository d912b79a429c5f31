import { conditionReasons, type EventReason, type ModuleInstance, type ModuleInstanceStatus } from "@tochka-rosta/crds";
import type { DatabaseOrigin } from "./database.ts";
import { findCondition, isConditionTrue, type EventDescription } from "@tochka-rosta/controller-runtime";

/** An event of the catalogue. */
export interface InstanceEvent extends EventDescription {
  readonly reason: EventReason;
}

/** What people should hear of, between two statuses: turning points only, never repetitions. Pure. */
export function listEvents(
  instance: Readonly<ModuleInstance>,
  next: ModuleInstanceStatus,
  origin: DatabaseOrigin,
): InstanceEvent[] {
  const before = instance.status?.conditions;
  const ready = findCondition(next.conditions, "Ready");
  const events: InstanceEvent[] = [];
  const { name = "", server = "" } = next.database ?? {};
  if (origin === "created") {
    const note = `Database ${name} was made on server ${server}.`;
    events.push({ type: "Normal", reason: "DatabaseCreated", action: "Provision", note });
  } else if (origin === "takenBack") {
    const note = `Database ${name} on server ${server} is in use again, with the data of the object that was lost.`;
    events.push({ type: "Normal", reason: "DatabaseTakenBack", action: "Provision", note });
  }
  if (ready?.status === "True" && !isConditionTrue(before, "Ready")) {
    events.push({
      type: "Normal",
      reason: "SiteLive",
      action: "Provision",
      note: `The site answers at ${next.url ?? ""}`,
    });
  }
  const route = findCondition(next.conditions, "RouteProgrammed");
  if (route?.reason === "RouteRemoved" && isConditionTrue(before, "RouteProgrammed")) {
    events.push({ type: "Normal", reason: "SiteSwitchedOff", action: "Stop", note: explainStop(next) });
  }
  const stalled = findCondition(next.conditions, "Stalled");
  if (stalled?.status === "True" && findCondition(before, "Stalled")?.reason !== stalled.reason) {
    events.push({ type: "Warning", reason: "Blocked", action: "Provision", note: stalled.message });
  }
  return events;
}

function explainStop({ conditions }: ModuleInstanceStatus): string {
  const suspension = findCondition(conditions, "Suspended");
  if (suspension?.status === "True") return suspension.message;
  return findCondition(conditions, "Ready")?.message ?? conditionReasons.SwitchedOff.message;
}
