import type { operations } from "#api/generated/schema.d.ts";

type Body = operations["registerFull"]["requestBody"]["content"]["application/json"];

/** What the three steps of registration gather. `phone` is as shown, the rest as core takes it. */
export interface Registration extends Omit<Body, "employment_type" | "tariff"> {
  employment_type: Body["employment_type"] | undefined;
}

/** Nothing filled in; the consent's box is never ticked beforehand. */
export const emptyRegistration: Registration = {
  phone: "",
  code: "",
  first_name: "",
  last_name: "",
  employment_type: undefined,
  subdomain: "",
  password: "",
  consent: false,
};

/** The step on which each field stands. */
const stepOfField: Readonly<Record<string, number>> = {
  phone: 0,
  code: 1,
  first_name: 1,
  last_name: 1,
  employment_type: 1,
  subdomain: 2,
  password: 2,
  consent: 2,
};

/** The step to go back to so that the first refused field can be seen; the last when the refusal names no field. */
export function findStepOf(fields: readonly string[]): number {
  return Math.min(2, ...fields.map((field) => stepOfField[field] ?? 2));
}
