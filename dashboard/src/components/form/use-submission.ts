"use client";

import { useTranslations } from "next-intl";
import { useEffect, useRef, useState } from "react";
import type { Outcome } from "#api/browser.ts";
import { readFailure, type Failure } from "./failure.ts";

/**
 * Sending one form: whether it is under way, what was refused, and the focus on the first field that is wrong.
 * Give `form` to the form element as its ref.
 */
export function useSubmission() {
  const t = useTranslations("errors");
  const form = useRef<HTMLFormElement>(null);
  const [pending, setPending] = useState(false);
  const [failure, setFailure] = useState<Failure>({ fields: {} });

  useEffect(() => {
    const wrong = form.current?.querySelector<HTMLElement>('[aria-invalid="true"]');
    wrong?.focus();
  }, [failure]);

  return {
    form,
    pending,
    failure,
    /** Shows errors found before sending (or none); tells whether the form may be sent. */
    accept: (errors: Failure["fields"]): boolean => {
      const fields = Object.fromEntries(Object.entries(errors).filter(([, text]) => text !== undefined));
      setFailure({ fields });
      return Object.keys(fields).length === 0;
    },
    /** Sends, and shows what was refused. */
    send: async <T>(call: () => Promise<Outcome<T>>): Promise<Outcome<T>> => {
      setPending(true);
      const outcome = await call();
      setPending(false);
      setFailure(outcome.refusal ? readFailure(outcome.refusal, t("unreachable")) : { fields: {} });
      return outcome;
    },
    fail: setFailure,
  };
}
