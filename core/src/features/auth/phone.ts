import { fieldProblem } from "../../errors/problem.ts";

/** A Russian mobile number as +7XXXXXXXXXX, or undefined when it is none. Spaces, hyphens and parentheses do not matter. */
export function normalisePhone(input: string): string | undefined {
  const compact = input.replace(/[\s()\-\u2010-\u2015\u00a0]/g, "");
  const digits = /^(?:\+?7|8)?(9\d{9})$/.exec(compact)?.[1];
  return digits === undefined ? undefined : `+7${digits}`;
}

/** The normalised phone of a request; throws VALIDATION_FAILED for the field `phone`. */
export function readPhone(input: string): string {
  const phone = normalisePhone(input);
  if (phone === undefined) throw fieldProblem({ field: "phone", code: "PHONE_NOT_MOBILE" });
  return phone;
}

/** For people: +7 (999) 123-45-67. Takes a normalised phone. */
export function displayPhone(phone: string): string {
  return phone.replace(/^\+7(\d{3})(\d{3})(\d{2})(\d{2})$/, "+7 ($1) $2-$3-$4");
}

/** For people who have no business with the whole number: +7 9** ***-**-67. Takes a normalised phone. */
export function maskPhone(phone: string): string {
  return `+7 9** ***-**-${phone.slice(-2)}`;
}
