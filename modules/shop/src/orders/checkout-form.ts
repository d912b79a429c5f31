import { type FieldErrors, type Form, readForm, readTick, type RequestContext } from "@tochka-rosta/sdk";
import type { DeliveryMethod } from "./order.ts";
import { orderTexts } from "./texts.ts";

/** The buyer's part of an order, checked. */
export interface CheckoutInput {
  readonly buyerName: string;
  readonly buyerPhone: string;
  readonly deliveryMethod: DeliveryMethod;
  readonly deliveryAddress: string;
  readonly comment: string;
}

export type CheckoutReading = { readonly input: CheckoutInput } | { readonly errors: FieldErrors };

/** Reads name, phone, delivery and consent, the same for the page and the API. */
export function readCheckout(form: Form, context: RequestContext): CheckoutReading {
  const { translate } = context;
  const fields = readForm(form, context.language);
  const buyerName = fields.line("name", { maxLength: 100 });
  const buyerPhone = fields.contactPhone("phone");
  const method = fields.line("delivery_method", { maxLength: 20 });
  const deliveryMethod = method === "pickup" || method === "courier" ? method : undefined;
  const deliveryAddress = deliveryMethod === "courier" ? fields.line("delivery_address", { maxLength: 300 }) : "";
  const comment = fields.paragraphs("comment", { maxLength: 500 });
  const errors: FieldErrors = {
    ...(buyerName === "" && { name: translate(orderTexts.nameMissing) }),
    ...(buyerPhone === "" && { phone: translate(orderTexts.phoneMissing) }),
    ...(deliveryMethod === undefined && { delivery_method: translate(orderTexts.deliveryMissing) }),
    ...(deliveryMethod === "courier" &&
      deliveryAddress === "" && { delivery_address: translate(orderTexts.addressMissing) }),
    ...(!readTick(form, "consent") && { consent: translate(orderTexts.consentMissing) }),
    ...fields.errors,
  };
  if (Object.keys(errors).length > 0 || deliveryMethod === undefined) return { errors };
  return { input: { buyerName, buyerPhone, deliveryMethod, deliveryAddress, comment } };
}
