"use client";

import type { FormEvent, ReactNode, RefObject } from "react";
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
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (!pending) void onSubmit();
  };
  return (
    <form ref={form} noValidate onSubmit={submit} aria-label={label} className="grid gap-5">
      {message && (
        <Notice tone="bad" role="alert" text={message}>
          {wayOut}
        </Notice>
      )}
      {children}
    </form>
  );
}
