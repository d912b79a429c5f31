import { CircleAlert } from "lucide-react";
import { useId, type ReactNode } from "react";

/** What an input takes to be tied to its label, hint and error. */
export interface FieldProps {
  id: string;
  name: string;
  "aria-describedby": string | undefined;
  "aria-invalid": true | undefined;
}

interface FieldOptions {
  name: string;
  label: string;
  hint?: ReactNode;
  error?: string | undefined;
  /** Draws the input with the properties given to it. */
  children: (input: FieldProps) => ReactNode;
}

/** A label, an input, its hint and its error, tied together for assistive technology. */
export function Field({ name, label, hint, error, children }: FieldOptions) {
  const id = useId();
  const hintId = `${id}-hint`;
  const errorId = `${id}-error`;
  const describedBy = [error && errorId, hint && hintId].filter(Boolean).join(" ");
  return (
    <div className="grid gap-1.5">
      <label htmlFor={id} className="text-[15px] font-medium">
        {label}
      </label>
      {children({
        id,
        name,
        "aria-describedby": describedBy === "" ? undefined : describedBy,
        "aria-invalid": error ? true : undefined,
      })}
      {error && <FieldError id={errorId}>{error}</FieldError>}
      {hint && (
        <div id={hintId} className="text-sm text-muted">
          {hint}
        </div>
      )}
    </div>
  );
}

/** What is wrong with a field. */
export function FieldError({ id, children }: { id: string; children: ReactNode }) {
  return (
    <p id={id} className="flex items-start gap-1.5 text-sm font-medium text-bad">
      <CircleAlert aria-hidden className="mt-0.5 size-4 shrink-0" />
      {children}
    </p>
  );
}
