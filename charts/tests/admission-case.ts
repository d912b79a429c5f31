import type { Scenario } from "./render.ts";

type Body = Readonly<Record<string, unknown>>;

/** One request that an admission policy of ours judges. */
export interface AdmissionCase {
  readonly name: string;
  /** Without the chart's own prefix. */
  readonly policy: string;
  /** The values that the chart is rendered with; "cloud" unless told: HTTPRoutes, taints of its own. */
  readonly scenario?: Scenario | undefined;
  readonly operation: "CREATE" | "UPDATE" | "DELETE";
  readonly user: string;
  /** Of the object. */
  readonly objectName: string;
  readonly namespace?: string;
  readonly namespaceLabels?: Readonly<Record<string, string>>;
  readonly object?: Body;
  readonly old?: Body;
  readonly allowed: boolean;
}
