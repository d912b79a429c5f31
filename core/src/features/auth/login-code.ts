import { Type } from "typebox";
import { ref } from "../../http/fields.ts";
import { defineOperation } from "../../http/operation.ts";
import { checkLoginCode } from "./login.ts";
import { readPhone } from "./phone.ts";
import { CodeInput, PhoneInput, SignedIn } from "./schemas.ts";
import { signIn } from "./sign-in.ts";

export const loginCode = defineOperation({
  method: "POST",
  url: "/api/auth/login-code",
  id: "loginCode",
  permission: "anyone",
  limit: { calls: 150, windowSeconds: 600 },
  schema: {
    tag: "auth",
    summary: "Sign in by one-time code",
    body: Type.Object({ phone: PhoneInput, code: CodeInput }),
    success: { status: 200, body: ref(SignedIn) },
    problems: ["CODE_WRONG", "CODE_SPENT", "CODE_EXPIRED", "NOT_REGISTERED"],
  },
  handler: async (call, context) => {
    const userId = await checkLoginCode(context, {
      phone: readPhone(call.body.phone),
      code: call.body.code,
      address: call.origin.address,
    });
    return signIn(context, userId, call);
  },
});
