import {
  type FieldErrors,
  type Form,
  normalizePhone,
  readLine,
  readParagraphs,
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

/** Reads name, phone, delivery and consent, the same for the page and the API. */
export function readCheckout(form: Form, context: RequestContext): CheckoutReading {
  const { translate } = context;
  const buyerName = readLine(form, "name", 100);
  const buyerPhone = normalizePhone(readLine(form, "phone", 40));
  const method = readLine(form, "delivery_method", 20);
  const deliveryMethod = method === "pickup" || method === "courier" ? method : undefined;
  const deliveryAddress = deliveryMethod === "courier" ? readLine(form, "delivery_address", 300) : "";
  const errors: FieldErrors = {
    ...(buyerName === "" && { name: translate(orderTexts.nameMissing) }),
    ...(buyerPhone === undefined && { phone: translate(orderTexts.phoneWrong) }),
    ...(deliveryMethod === undefined && { delivery_method: translate(orderTexts.deliveryMissing) }),
    ...(deliveryMethod === "courier" &&
      deliveryAddress === "" && { delivery_address: translate(orderTexts.addressMissing) }),
    ...(!readTick(form, "consent") && { consent: translate(orderTexts.consentMissing) }),
  };
  if (Object.keys(errors).length > 0 || buyerPhone === undefined || deliveryMethod === undefined) return { errors };
  const comment = readParagraphs(form, "comment", 500);
  return { input: { buyerName, buyerPhone, deliveryMethod, deliveryAddress, comment } };
}
