"use client";

import { useTranslations } from "next-intl";
import { useEffect, useRef, useState } from "react";
import type { Outcome } from "#api/browser.ts";
import { readFailure, withoutFields, type Failure } from "./failure.ts";

/**
 * Sending one form: whether it is under way, what was refused, and the focus on the first field that is wrong.
 * Give `form` to the form element as its ref.
 */
export function useSubmission() {
  const t = useTranslations("errors");
  const form = useRef<HTMLFormElement>(null);
  const [pending, setPending] = useState(false);
  const [failure, setFailure] = useState<Failure>({ fields: {} });

  const [attempt, setAttempt] = useState(0);
  useEffect(() => {
    form.current?.querySelector<HTMLElement>('[aria-invalid="true"]')?.focus();
  }, [attempt]);
  // Only a new attempt moves the focus: taking an error away while somebody types must not.
  const show = (next: Failure) => {
    setFailure(next);
    setAttempt((count) => count + 1);
  };

  const forget = (...names: string[]): void => {
    if (names.some((name) => failure.fields[name] !== undefined)) setFailure(withoutFields(failure, names));
  };

  return {
    form,
    pending,
    failure,
    /** Shows errors found before sending (or none); tells whether the form may be sent. */
    accept: (errors: Failure["fields"]): boolean => {
      const fields = Object.fromEntries(Object.entries(errors).filter(([, text]) => text !== undefined));
      show({ fields });
      return Object.keys(fields).length === 0;
    },
    /** Sends, and shows what was refused. */
    send: async <T>(call: () => Promise<Outcome<T>>): Promise<Outcome<T>> => {
      setPending(true);
      const outcome = await call();
      setPending(false);
      show(outcome.refusal ? readFailure(outcome.refusal, t("unreachable")) : { fields: {} });
      return outcome;
    },
    /** Shows nothing any more. */
    clear: () => setFailure({ fields: {} }),
    /** Takes the errors of changed fields away. */
    forget,
    /** A field's change handler that also takes its error away. */
    edit:
      (name: string, set: (value: string) => void) =>
      (value: string): void => {
        set(value);
        forget(name);
      },
  };
}
