"use client";

import type { FormEvent, ReactNode, RefObject } from "react";
import { useHydrated } from "../ui/use-hydrated.ts";
import { Notice } from "../ui/notice.tsx";

interface FormOptions {
  form: RefObject<HTMLFormElement | null>;
  onSubmit: () => Promise<void>;
  /** Refusal of the form as a whole. */
  message?: string | undefined;
  /** A way out of that refusal. */
  wayOut?: ReactNode;
  pending: boolean;
  label: string;
  children: ReactNode;
}

/** A form that is sent by script; a second press while it is under way does nothing. */
export function Form({ form, onSubmit, message, wayOut, pending, label, children }: FormOptions) {
  const isHydrated = useHydrated();
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (!pending) void onSubmit();
  };
  return (
    <form ref={form} method="post" noValidate onSubmit={submit} aria-label={label} className="grid gap-5">
      {message && (
        <Notice tone="bad" role="alert" text={message}>
          {wayOut}
        </Notice>
      )}
      <fieldset disabled={!isHydrated} className="grid min-w-0 gap-5">
        {children}
      </fieldset>
    </form>
  );
}
