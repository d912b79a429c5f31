import {
  errorSummary,
  type FieldErrors,
  type Form,
  formatKopecks,
  type Html,
  html,
  isFirstWrong,
  lineField,
  paragraphField,
  readTick,
  type RequestContext,
} from "@tochka-rosta/sdk";
import { sumLines } from "../carts/cart-problem.ts";
import type { CartLine } from "../carts/store.ts";
import type { ShopSettings } from "../settings/store.ts";
import { adminTexts, shopTexts } from "../texts.ts";
import type { DeliveryMethod } from "./order.ts";
import { writeSeenLines } from "./seen-lines.ts";
import { DELIVERY, orderTexts } from "./texts.ts";

/** Everything the checkout page shows. */
export interface CheckoutView {
  readonly lines: readonly CartLine[];
  readonly settings: ShopSettings;
  readonly form: Form;
  readonly errors: FieldErrors;
  /** Why the last try was refused, if it was. */
  readonly refusal: Html | undefined;
  readonly idempotencyKey: string;
}

function deliveryChoice(method: DeliveryMethod, hint: string, view: CheckoutView, context: RequestContext): Html {
  const isChosen = view.form.fields.get("delivery_method") === method;
  const id = method === "pickup" ? "field-delivery_method" : "field-delivery_method-courier";
  const isWrong = view.errors["delivery_method"] !== undefined;
  const isFocused = method === "pickup" && isFirstWrong(view.errors, "delivery_method");
  const wrong = html`${isWrong && html`aria-describedby="field-delivery_method-error"`} ${isFocused && html`autofocus`}`;
  return html`<label class="choice">
    <input
      type="radio"
      id="${id}"
      name="delivery_method"
      value="${method}"
      required
      ${isChosen && html`checked`}
      ${wrong}
    />
    <span
      ><span class="strong">${context.translate(DELIVERY[method])}</span><br /><span class="soft small"
        >${hint}</span
      ></span
    >
  </label>`;
}

function consentBox(view: CheckoutView, context: RequestContext): Html {
  const error = view.errors["consent"];
  return html`<div class="field">
    <label class="choice">
      <input
        type="checkbox"
        id="field-consent"
        name="consent"
        required
        ${readTick(view.form, "consent") && html`checked`}
        ${error !== undefined && html`aria-invalid="true" aria-describedby="field-consent-error"`}
        ${isFirstWrong(view.errors, "consent") && html`autofocus`}
      />
      <span>${context.translate(orderTexts.consent)}</span>
    </label>
    <p class="small"><a href="/consent" target="_blank">${context.translate(orderTexts.consentLink)}</a></p>
    ${error !== undefined && html`<p class="error" id="field-consent-error">${error}</p>`}
  </div>`;
}

function contactFields(view: CheckoutView, context: RequestContext): Html {
  const { form, errors } = view;
  const value = (name: string): string => form.fields.get(name) ?? "";
  return html`<section class="card stack">
    <h2>${context.translate(orderTexts.contacts)}</h2>
    <div class="two">
      ${lineField({
        name: "name",
        label: context.translate(orderTexts.name),
        value: value("name"),
        errors,
        autocomplete: "name",
        maxLength: 100,
        isRequired: true,
      })}
      ${lineField({
        name: "phone",
        label: context.translate(orderTexts.phone),
        value: value("phone"),
        errors,
        hint: context.translate(orderTexts.phoneHint),
        type: "tel",
        autocomplete: "tel",
        maxLength: 40,
        isRequired: true,
        placeholder: "+7 (999) 123-45-67",
      })}
    </div>
  </section>`;
}

function deliveryFields(view: CheckoutView, context: RequestContext): Html {
  const { form, errors, settings } = view;
  const error = errors["delivery_method"];
  const pickup = settings.address === "" ? orderTexts.pickupNoAddress : orderTexts.pickupHint;
  return html`<section class="card stack">
    <fieldset class="stack">
      <legend><h2>${context.translate(orderTexts.delivery)}</h2></legend>
      ${deliveryChoice("pickup", context.translate(pickup, { address: settings.address }), view, context)}
      ${deliveryChoice("courier", context.translate(orderTexts.courierHint), view, context)}
      ${error !== undefined && html`<p class="error" id="field-delivery_method-error">${error}</p>`}
    </fieldset>
    ${lineField({
      name: "delivery_address",
      label: context.translate(orderTexts.address),
      value: form.fields.get("delivery_address") ?? "",
      errors,
      hint: context.translate(orderTexts.addressHint),
      autocomplete: "street-address",
      maxLength: 300,
    })}
    ${paragraphField({
      name: "comment",
      label: context.translate(orderTexts.comment),
      value: form.fields.get("comment") ?? "",
      errors,
      maxLength: 500,
    })}
  </section>`;
}

function summary(view: CheckoutView, context: RequestContext): Html {
  const total = formatKopecks(sumLines(view.lines), context.language);
  return html`<aside class="card stack">
    <h2>${context.translate(orderTexts.yourOrder)}</h2>
    <ul class="stack-tight">
      ${view.lines.map(
        (line) =>
          html`<li class="sum">
            <span class="grow">${line.title} <span class="soft number">× ${line.quantity}</span></span>
            <span class="number">${formatKopecks(line.priceKopecks * line.quantity, context.language)}</span>
          </li>`,
      )}
    </ul>
    <div class="sum sum-total">
      <span>${context.translate(shopTexts.total)}</span><span class="number">${total}</span>
    </div>
    ${consentBox(view, context)}
    <button class="button button-wide" type="submit">${context.translate(orderTexts.place, { total })}</button>
    <p class="soft small">${context.translate(orderTexts.payLater)}</p>
  </aside>`;
}

/** The checkout page: one form, one page. */
export function checkoutBody(view: CheckoutView, context: RequestContext): Html {
  return html`<form class="stack" method="post" action="/checkout" novalidate>
    <input type="hidden" name="seen" value="${writeSeenLines(view.lines)}" />
    <input type="hidden" name="idempotency_key" value="${view.idempotencyKey}" />
    <p><a href="/cart">${context.translate(orderTexts.backToCart)}</a></p>
    <h1>${context.translate(orderTexts.checkout)}</h1>
    ${view.refusal} ${errorSummary(view.errors, context.translate(adminTexts.correct))}
    <div class="sides">
      <div class="stack">${contactFields(view, context)} ${deliveryFields(view, context)}</div>
      ${summary(view, context)}
    </div>
  </form>`;
}
