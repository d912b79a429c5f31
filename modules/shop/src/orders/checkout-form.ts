import {
  type FieldErrors,
  type Form,
  type FormReader,
  hasErrors,
  readForm,
  readTick,
  type RequestContext,
} from "@tochka-rosta/sdk";
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

function readDelivery(fields: FormReader, translate: RequestContext["translate"]) {
  const method = fields.line("delivery_method", { maxLength: 20 });
  const deliveryMethod: DeliveryMethod | undefined = method === "pickup" || method === "courier" ? method : undefined;
  if (deliveryMethod === undefined) fields.refuse("delivery_method", translate(orderTexts.deliveryMissing));
  const limits = { maxLength: 300, missing: translate(orderTexts.addressMissing) };
  return {
    deliveryMethod,
    deliveryAddress: deliveryMethod === "courier" ? fields.line("delivery_address", limits) : "",
  };
}

/** Reads name, phone, delivery and consent, the same for the page and the API. */
export function readCheckout(form: Form, { translate, language }: RequestContext): CheckoutReading {
  const fields = readForm(form, language);
  const buyerName = fields.line("name", { maxLength: 100, missing: translate(orderTexts.nameMissing) });
  const buyerPhone = fields.contactPhone("phone", translate(orderTexts.phoneMissing));
  const { deliveryMethod, deliveryAddress } = readDelivery(fields, translate);
  const comment = fields.paragraphs("comment", { maxLength: 500 });
  if (!readTick(form, "consent")) fields.refuse("consent", translate(orderTexts.consentMissing));
  if (hasErrors(fields.errors) || deliveryMethod === undefined) return { errors: fields.errors };
  return { input: { buyerName, buyerPhone, deliveryMethod, deliveryAddress, comment } };
}
