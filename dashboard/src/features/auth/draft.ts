import type { operations } from "#api/generated/schema.d.ts";
import type { CodeDelivery } from "./use-code-sender.ts";

type Body = operations["completeRegistration"]["requestBody"]["content"]["application/json"];

/** Where on the entrance somebody is, as far as the browser alone decides it. */
export type EntranceStage = "phone" | "password" | "code" | "profile" | "site";

/** What is typed at the entrance and survives a reload; never a password, a code or a consent. */
export interface EntranceDraft extends Required<Pick<Body, "first_name" | "last_name" | "company_name" | "subdomain">> {
  stage: EntranceStage;
  /** As shown in the field. */
  phone: string;
  employment_type: Body["employment_type"] | "";
  delivery: CodeDelivery | null;
}

/** Nothing typed yet. */
export const emptyDraft: EntranceDraft = {
  stage: "phone",
  phone: "",
  first_name: "",
  last_name: "",
  employment_type: "",
  company_name: "",
  subdomain: "",
  delivery: null,
};

/** The stage to show: the browser's own, where the server's knowledge of a proved phone allows it. */
export function planStage({ stage, delivery }: Pick<EntranceDraft, "stage" | "delivery">, isProved: boolean) {
  const isRegistration = stage === "profile" || stage === "site";
  if (isProved) return isRegistration ? stage : "profile";
  if (isRegistration) return "phone";
  return stage === "code" && delivery === null ? "phone" : stage;
}

const siteFields: ReadonlySet<string> = new Set(["company_name", "subdomain", "password", "consent", "tariff"]);

/** The stage on which the first refused field can be seen; the last when a refusal names none. */
export function findStageOf(fields: readonly string[]): "profile" | "site" {
  return fields.some((field) => !siteFields.has(field)) ? "profile" : "site";
}
