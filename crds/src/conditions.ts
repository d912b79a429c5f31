import { Type, type Static } from "typebox";

/**
 * One condition as KEP-1623 defines it. `lastTransitionTime` is RFC 3339 and moves only when `status` does;
 * `observedGeneration` is the generation of the object the judgement was made about.
 */
export const Condition = Type.Object({
  type: Type.String({ maxLength: 316, pattern: "^[A-Za-z0-9]([-A-Za-z0-9_.]*[A-Za-z0-9])?$" }),
  status: Type.Unsafe<"True" | "False" | "Unknown">({ type: "string", enum: ["True", "False", "Unknown"] }),
  reason: Type.String({ minLength: 1, maxLength: 1024, pattern: "^[A-Za-z]([A-Za-z0-9_,:]*[A-Za-z0-9_])?$" }),
  message: Type.String({ maxLength: 32768 }),
  lastTransitionTime: Type.String({ format: "date-time" }),
  observedGeneration: Type.Optional(Type.Integer({ minimum: 0, format: "int64" })),
});
export type Condition = Static<typeof Condition>;

/** Conditions as a list keyed by type, so that server-side apply merges them one by one. */
export const Conditions = Type.Array(Condition, {
  "x-kubernetes-list-type": "map",
  "x-kubernetes-list-map-keys": ["type"],
});

/** Every condition type that our kinds carry; the operator writes no other. */
export const conditionTypes = [
  "NamespaceReady",
  "QuotaApplied",
  "DatabaseReady",
  "WorkloadAvailable",
  "RouteProgrammed",
  "Reachable",
  "Ready",
  "Progressing",
  "Stalled",
  "Suspended",
] as const;
export type ConditionType = (typeof conditionTypes)[number];

const readyWords = ["True", "False", "Suspended", "SwitchedOff"] as const;
/** The READY column: how Ready stands, or why there is no such condition. */
export type ReadyWord = (typeof readyWords)[number];

/**
 * What is off on purpose has nothing to be ready for, so it bears no Ready condition: kstatus calls it Current, and nothing waits for
 * it. JSONPath cannot choose between conditions, so the word for people is a field of its own.
 */
export const ReadyWord = Type.Unsafe<ReadyWord>({
  type: "string",
  enum: [...readyWords],
  description: "For people: how Ready stands, or why there is no such condition. Programs read the conditions.",
});

/**
 * The status that a new object has until the operator has seen it, given by the API server. Without it kstatus calls an object without
 * conditions Current: a generation that nobody has observed is in progress.
 */
export const unobserved = { observedGeneration: -1 } as const;
