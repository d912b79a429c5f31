import { Type } from "typebox";
import { ref } from "../../http/fields.ts";
import { defineOperation } from "../../http/operation.ts";
import { replacePassword } from "./password-reset.ts";
import { CodeInput, PasswordInput, PhoneInput, SignedIn } from "./schemas.ts";
import { signIn } from "./sign-in.ts";

export const resetPassword = defineOperation({
  method: "POST",
  url: "/api/auth/reset-password",
  id: "resetPassword",
  permission: "anyone",
  limit: { calls: 150, windowSeconds: 600 },
  schema: {
    tag: "auth",
    summary: "Set a new password by one-time code",
    description: "Ends every session of the account, then signs in again.",
    body: Type.Object({ phone: PhoneInput, code: CodeInput, password: PasswordInput }),
    success: { status: 200, body: ref(SignedIn) },
    problems: ["CODE_WRONG", "CODE_SPENT", "CODE_EXPIRED", "NOT_REGISTERED"],
  },
  handler: async (call, context) => {
    const userId = await replacePassword(context, call.body, call.origin);
    return signIn(context, userId, call);
  },
});
