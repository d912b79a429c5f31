import { describePhoneProblem, readMobilePhone } from "@tochka-rosta/phones";
import { useLocale } from "next-intl";

/** Says in the reader's language what is wrong with a typed phone, undefined when it can get a code. */
export function usePhoneProblem(): (typed: string) => string | undefined {
  const locale = useLocale();
  return (typed) => {
    const result = readMobilePhone(typed);
    return result.ok ? undefined : describePhoneProblem(result.problem, locale);
  };
}
