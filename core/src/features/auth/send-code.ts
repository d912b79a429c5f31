import { Type } from "typebox";
import { OneOf } from "../../http/fields.ts";
import { defineOperation } from "../../http/operation.ts";
import { issueCode } from "./one-time-codes.ts";
import { readPhone } from "./phone.ts";
import { PhoneInput, codePurposes } from "./schemas.ts";

export const sendCode = defineOperation({
  method: "POST",
  url: "/api/auth/send-code",
  id: "sendCode",
  permission: "anyone",
  limit: { calls: 150, windowSeconds: 600 },
  schema: {
    tag: "auth",
    summary: "Send a one-time code",
    description: "The same answer for known and unknown numbers; no answer ever holds a code.",
    body: Type.Object({ phone: PhoneInput, purpose: OneOf(codePurposes, { default: "register" }) }),
    success: {
      status: 202,
      body: Type.Object({
        resend_after_seconds: Type.Integer(),
        expires_in_seconds: Type.Integer(),
        delivery: OneOf(["terminal", "sms"], { description: "Where the code was sent." }),
      }),
    },
    problems: ["CODE_RECENTLY_SENT", "CODE_NOT_SENT", "CODES_PAUSED"],
  },
  handler: async ({ body, origin }, context) => {
    const sent = await issueCode(context, {
      phone: readPhone(body.phone),
      purpose: body.purpose,
      address: origin.address,
    });
    return {
      resend_after_seconds: sent.resendAfterSeconds,
      expires_in_seconds: sent.expiresInSeconds,
      delivery: sent.delivery,
    };
  },
});
