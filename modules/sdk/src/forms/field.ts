import { type Html, html } from "../text/html.ts";

/** What a person got wrong, by field name, in their language. */
export type FieldErrors = Readonly<Record<string, string | undefined>>;

export interface FieldOptions {
  readonly name: string;
  readonly label: string;
  readonly value?: string;
  readonly hint?: string;
  /** All that is wrong with the form: the field shows its own, and is focused when it is the first. */
  readonly errors?: FieldErrors;
  readonly type?: "text" | "tel" | "search";
  readonly inputMode?: "decimal" | "numeric" | "tel";
  readonly autocomplete?: string;
  /** What the route takes at most. Browsers cut what is pasted beyond a limit without a word, so theirs is wider: the route says it. */
  readonly maxLength?: number;
  readonly isRequired?: boolean;
  readonly placeholder?: string;
}

/** A text that a browser has cut to this many times the limit is still too long for the route. */
const BROWSER_LIMIT_TIMES = 4;

/** Whether a field is the first of those that are wrong, in the order in which the form is read. */
export function isFirstWrong(errors: FieldErrors, name: string): boolean {
  return Object.keys(errors).find((key) => errors[key] !== undefined) === name;
}

function attributes(options: FieldOptions): Html {
  const id = `field-${options.name}`;
  const { errors = {}, maxLength } = options;
  const error = errors[options.name];
  const described = [options.hint && `${id}-hint`, error && `${id}-error`].filter(Boolean).join(" ");
  return html`id="${id}" name="${options.name}" ${maxLength && html`maxlength="${maxLength * BROWSER_LIMIT_TIMES}"`}
  ${options.isRequired && html`required`} ${error && html`aria-invalid="true"`}
  ${isFirstWrong(errors, options.name) && html`autofocus`} ${described !== "" && html`aria-describedby="${described}"`}
  ${options.placeholder && html`placeholder="${options.placeholder}"`}
  ${options.autocomplete && html`autocomplete="${options.autocomplete}"`}`;
}

function around(options: FieldOptions, control: Html): Html {
  const id = `field-${options.name}`;
  const error = options.errors?.[options.name];
  return html`<div class="field">
    <label for="${id}">${options.label}</label>
    ${control} ${options.hint && html`<p class="hint" id="${id}-hint">${options.hint}</p>`}
    ${error && html`<p class="error" id="${id}-error">${error}</p>`}
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

/** One entry of a field of choices. */
export interface Choice {
  readonly value: string;
  readonly label: string;
}

/** A labelled field that takes one of several values, in groups where there are many. */
export function selectField(
  options: FieldOptions & {
    readonly groups: readonly { readonly label: string; readonly choices: readonly Choice[] }[];
  },
): Html {
  const option = ({ value, label }: Choice): Html =>
    html`<option value="${value}" ${value === options.value && html`selected`}>${label}</option>`;
  return around(
    options,
    html`<select ${attributes(options)}>
      ${options.groups.map(({ label, choices }) => html`<optgroup label="${label}">${choices.map(option)}</optgroup>`)}
    </select>`,
  );
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
