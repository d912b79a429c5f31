import { type Html, html } from "../text/html.ts";

/** What a person got wrong, by field name, in their language. */
export type FieldErrors = Readonly<Record<string, string | undefined>>;

export interface FieldOptions {
  readonly name: string;
  readonly label: string;
  readonly value?: string;
  readonly hint?: string;
  readonly error?: string | undefined;
  readonly type?: "text" | "tel" | "search";
  readonly inputMode?: "decimal" | "numeric" | "tel";
  readonly autocomplete?: string;
  readonly maxLength?: number;
  readonly isRequired?: boolean;
  readonly placeholder?: string;
}

function attributes(options: FieldOptions): Html {
  const id = `field-${options.name}`;
  const described = [options.hint && `${id}-hint`, options.error && `${id}-error`].filter(Boolean).join(" ");
  return html`id="${id}" name="${options.name}" ${options.maxLength && html`maxlength="${options.maxLength}"`}
  ${options.isRequired && html`required`} ${options.error && html`aria-invalid="true"`}
  ${described !== "" && html`aria-describedby="${described}"`}
  ${options.placeholder && html`placeholder="${options.placeholder}"`}
  ${options.autocomplete && html`autocomplete="${options.autocomplete}"`}`;
}

function around(options: FieldOptions, control: Html): Html {
  const id = `field-${options.name}`;
  return html`<div class="field">
    <label for="${id}">${options.label}</label>
    ${control} ${options.hint && html`<p class="hint" id="${id}-hint">${options.hint}</p>`}
    ${options.error && html`<p class="error" id="${id}-error">${options.error}</p>`}
  </div>`;
}

/** A labelled one-line input with its hint and error tied to it. */
export function lineField(options: FieldOptions): Html {
  return around(
    options,
    html`<input
      type="${options.type ?? "text"}"
      value="${options.value}"
      ${options.inputMode && html`inputmode="${options.inputMode}"`}
      ${attributes(options)}
    />`,
  );
}

/** A labelled field of several lines. */
export function paragraphField(options: FieldOptions): Html {
  return around(options, html`<textarea ${attributes(options)}>${options.value}</textarea>`);
}

/** A labelled file input. */
export function fileField(options: FieldOptions & { readonly accept: string }): Html {
  return around(options, html`<input type="file" accept="${options.accept}" ${attributes(options)} />`);
}

/** The box above a form that says how many things are to be corrected; screen readers announce it. */
export function errorSummary(errors: FieldErrors, sentence: string): Html | false {
  const found = Object.entries(errors).filter((entry): entry is [string, string] => entry[1] !== undefined);
  if (found.length === 0) return false;
  return html`<div class="notice notice-bad" role="alert">
    <p class="strong">${sentence}</p>
    <ul>
      ${found.map(([name, message]) => html`<li><a href="#field-${name}">${message}</a></li>`)}
    </ul>
  </div>`;
}
