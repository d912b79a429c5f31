"use client";

import { X } from "lucide-react";
import { useTranslations } from "next-intl";
import { useId, useLayoutEffect, useRef, type ReactNode } from "react";

interface DialogProps {
  open: boolean;
  onClose: () => void;
  title: string;
  children: ReactNode;
  /** For tests. */
  testId?: string;
}

/**
 * A modal on the browser's own `<dialog>`: it traps the focus, closes on Escape and gives the focus back by itself,
 * and needs no style element, which the content security policy would refuse. The focus begins at the element marked
 * `data-initial-focus`: the safest answer, or the field to fill in.
 */
export function Dialog({ open, onClose, title, children, testId }: DialogProps) {
  const t = useTranslations("common");
  const titleId = useId();
  const element = useRef<HTMLDialogElement>(null);
  // Before the screen is drawn: what has the focus goes with the content, and for no moment may nothing have it.
  useLayoutEffect(() => {
    const dialog = element.current;
    if (open && dialog && !dialog.open) {
      dialog.showModal();
      dialog.querySelector<HTMLElement>("[data-initial-focus]")?.focus();
    }
    if (!open && dialog?.open) dialog.close();
  }, [open]);
  return (
    <dialog
      ref={element}
      aria-labelledby={titleId}
      data-testid={testId}
      onClose={onClose}
      className="m-auto w-[calc(100%-2rem)] max-w-lg rounded-2xl bg-card p-0 text-ink shadow-lift open:animate-rise"
    >
      {open && (
        <div className="grid gap-4 p-6 sm:p-7">
          <div className="flex items-start justify-between gap-4">
            <h2 id={titleId} className="text-xl font-bold">
              {title}
            </h2>
            <button
              type="button"
              aria-label={t("close")}
              onClick={onClose}
              className="-mt-1 -mr-2 rounded-lg p-2 text-muted hover:bg-brand-soft hover:text-ink"
            >
              <X aria-hidden className="size-5" />
            </button>
          </div>
          {children}
        </div>
      )}
    </dialog>
  );
}
