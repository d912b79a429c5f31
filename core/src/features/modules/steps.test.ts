import { describe, expect, test } from "vitest";
import { conditionReasons, type Condition, type ConditionReason, type ConditionType } from "@tochka-rosta/crds";
import { evaluateInstance, noteStepTimes, planSteps, type StepSource } from "./steps.ts";

const requestedAt = new Date("2026-11-23T12:00:00.000Z");
const after = (seconds: number): Date => new Date(requestedAt.getTime() + seconds * 1000);

function condition(type: ConditionType, value: true | string): Condition {
  return {
    type,
    status: value === true ? "True" : "False",
    reason: value === true ? "Done" : value,
    message: "",
    lastTransitionTime: requestedAt.toISOString(),
  };
}

function source(changes: Partial<StepSource> = {}): StepSource {
  return {
    requestedAt,
    isSynced: true,
    isEvaluated: true,
    syncProblem: undefined,
    tenantConditions: [condition("NamespaceReady", true)],
    conditions: [],
    stepTimes: {},
    ...changes,
  };
}

const brief = (given: StepSource) => planSteps(given, after(5)).map(({ type, state }) => `${type} ${state}`);

describe("planSteps", () => {
  test("nothing has happened yet: the first step runs, the others wait", () => {
    expect(brief(source({ isSynced: false, tenantConditions: [] }))).toEqual([
      "tenant running",
      "request waiting",
      "database waiting",
      "workload waiting",
      "route waiting",
      "reachable waiting",
    ]);
  });

  test("a cluster that is away is the reason of the step that waits for it", () => {
    const syncProblem = { reason: "ClusterNotReached", message: "no answer" } as const;
    const [, request] = planSteps(source({ isSynced: false, syncProblem }), after(5));
    expect(request).toMatchObject({ type: "request", state: "running", reason: "ClusterNotReached" });
  });

  test("conditions about an older generation count for nothing", () => {
    const conditions = [condition("DatabaseReady", true), condition("Ready", true)];
    expect(brief(source({ conditions, isEvaluated: false })).slice(2, 4)).toEqual([
      "database running",
      "workload waiting",
    ]);
  });

  test("a step that works in parallel shows as done even before an earlier one", () => {
    const conditions = [condition("DatabaseReady", "DatabasePending"), condition("RouteProgrammed", true)];
    expect(brief(source({ conditions })).slice(2)).toEqual([
      "database running",
      "workload waiting",
      "route done",
      "reachable waiting",
    ]);
  });

  test("an unknown reason is a failure to show, a known one of progress is not", () => {
    const failing = source({ conditions: [condition("DatabaseReady", "SomethingNobodyHasSeen")] });
    expect(brief(failing)[2]).toBe("database failed");
    const starting = source({
      conditions: [condition("DatabaseReady", true), condition("WorkloadAvailable", "WorkloadStarting")],
    });
    expect(brief(starting)[3]).toBe("workload running");
  });

  test("a part's reason is a failure to show exactly where the catalogue says that it is blocked or needs a person", () => {
    const names = Object.keys(conditionReasons) as ConditionReason[];
    const failing = names.filter((reason) =>
      brief(source({ conditions: [condition("DatabaseReady", reason)] })).includes("database failed"),
    );
    const expected = names.filter((reason) => ["blocked", "needsPerson"].includes(conditionReasons[reason].kind));
    expect(failing).toEqual(expected);
  });

  test.each([
    ["database", "DatabaseReady", "DatabaseServerOpen"],
    ["database", "DatabaseReady", "DatabaseUnavailable"],
    ["database", "DatabaseReady", "DatabaseServersFull"],
    ["database", "DatabaseReady", "DatabaseServerUnknown"],
    ["database", "DatabaseReady", "DatabaseNotOurs"],
    ["database", "DatabaseReady", "DatabaseRetired"],
    ["workload", "WorkloadAvailable", "ApiRefused"],
    ["route", "RouteProgrammed", "RouteRefused"],
    ["route", "RouteProgrammed", "RoutePending"],
    ["tenant", "NamespaceReady", "ApiRefused"],
  ] as const)("of the %s step owners read no names that %s=%s tells", (step, type, reason) => {
    const described = { ...condition(type, reason), message: "internal-name at 10.0.0.7" };
    const others = (["NamespaceReady", "DatabaseReady", "WorkloadAvailable"] as const)
      .filter((other) => other !== type)
      .map((other) => condition(other, true));
    const all = [described, ...others];
    const steps = planSteps(source({ tenantConditions: all, conditions: all }), after(5));
    expect(steps.find((shown) => shown.type === step)).toMatchObject({ reason, message: expect.any(String) as string });
    expect(JSON.stringify(steps)).not.toContain("internal");
  });

  test("a message that is meant for owners comes as it is", () => {
    const message = "The module starts and ends again, with exit code 1.";
    const given = source({ conditions: [{ ...condition("WorkloadAvailable", "ModuleCrashing"), message }] });
    expect(planSteps(given, after(5))).toContainEqual(expect.objectContaining({ reason: "ModuleCrashing", message }));
  });

  test("seconds are those of each step, and they add up to the whole", () => {
    const stepTimes = {
      tenant: after(0).toISOString(),
      request: after(0.2).toISOString(),
      database: after(1.2).toISOString(),
      workload: after(3).toISOString(),
      route: after(0.5).toISOString(),
      reachable: after(3.5).toISOString(),
    };
    const types: ConditionType[] = ["DatabaseReady", "WorkloadAvailable", "RouteProgrammed", "Reachable", "Ready"];
    const steps = planSteps(source({ conditions: types.map((type) => condition(type, true)), stepTimes }), after(99));
    expect(steps.map(({ seconds }) => seconds)).toEqual([0, 0.2, 1, 1.8, 0, 0.5]);
  });
});

test("step times are noted once and kept", () => {
  const conditions = [condition("DatabaseReady", true)];
  const first = noteStepTimes(source({ conditions }), after(1));
  expect(Object.keys(first)).toEqual(["tenant", "request", "database"]);
  expect(noteStepTimes(source({ conditions, stepTimes: first }), after(2))).toBe(first);
});

describe("judgeInstance", () => {
  const ready = source({ conditions: [condition("Ready", true)] });
  test.each([
    ["live", true, ready],
    ["starting", true, { ...ready, isEvaluated: false }],
    ["starting", true, { ...ready, isSynced: false }],
    ["inactive", false, ready],
    ["suspended", true, source({ conditions: [condition("Suspended", true)] })],
    ["inactive", false, source({ conditions: [{ ...condition("Suspended", true), reason: "SwitchedOff" }] })],
  ] as const)("says %s", (state, active, given) => {
    expect(evaluateInstance(active, planSteps(given, after(1)), given).state).toBe(state);
  });

  test("a suspended site says why and since when, and counts no seconds of a launch", () => {
    const suspended = { ...condition("Suspended", true), reason: "TrialEnded" };
    const given = source({ conditions: [suspended, condition("DatabaseReady", "DatabasePending")] });
    const steps = planSteps(given, after(1700));
    expect(steps).toEqual([]);
    expect(evaluateInstance(true, steps, given)).toEqual({
      state: "suspended",
      ready: false,
      suspension: { reason: "TrialEnded", since: requestedAt.toISOString() },
    });
  });

  test("says failing while a step has failed", () => {
    const given = source({ conditions: [condition("DatabaseReady", "DatabaseUnavailable")] });
    expect(evaluateInstance(true, planSteps(given, after(1)), given).state).toBe("failing");
  });
});
