import { formatPhone } from "@tochka-rosta/phones";
import { Type } from "typebox";
import { defineOperation } from "../../http/operation.ts";
import { readPhone } from "./phone.ts";
import { PhoneInput } from "./schemas.ts";

export const checkPhone = defineOperation({
  method: "POST",
  url: "/api/auth/check-phone",
  id: "checkPhone",
  permission: "anyone",
  limit: { calls: 120, windowSeconds: 600 },
  schema: {
    tag: "auth",
    summary: "Normalise a phone number",
    description: "Never says whether the number is registered: who you are is learned after the code.",
    body: Type.Object({ phone: PhoneInput }),
    success: { status: 200, body: Type.Object({ phone: Type.String(), display: Type.String() }) },
  },
  handler: async ({ body }) => {
    const phone = readPhone(body.phone);
    return { phone, display: formatPhone(phone) };
  },
});
