import { readMobilePhone } from "@tochka-rosta/phones";
import { fieldProblem } from "../../errors/problem.ts";

/**
 * The phone of a request as it is stored, `+7` and ten digits.
 *
 * @throws ProblemError VALIDATION_FAILED for the field `phone`
 */
export function readPhone(typed: string): string {
  const result = readMobilePhone(typed);
  if (result.ok) return result.phone;
  throw fieldProblem({ field: "phone", code: result.problem === "foreign" ? "PHONE_FOREIGN" : "PHONE_NOT_MOBILE" });
}
