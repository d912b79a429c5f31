import { Type } from "typebox";
import { ref } from "../../http/fields.ts";
import { defineOperation } from "../../http/operation.ts";
import { checkPassword } from "./login.ts";
import { readPhone } from "./phone.ts";
import { AnyPassword, PhoneInput, SignedIn } from "./schemas.ts";
import { signIn } from "./sign-in.ts";

export const loginPassword = defineOperation({
  method: "POST",
  url: "/api/auth/login-password",
  id: "loginPassword",
  permission: "anyone",
  limit: { calls: 150, windowSeconds: 600 },
  schema: {
    tag: "auth",
    summary: "Sign in by password",
    body: Type.Object({ phone: PhoneInput, password: AnyPassword }),
    success: { status: 200, body: ref(SignedIn) },
    problems: ["PHONE_OR_PASSWORD_WRONG", "PASSWORD_TRIES_SPENT"],
  },
  handler: async (call, context) => {
    const userId = await checkPassword(context, {
      phone: readPhone(call.body.phone),
      password: call.body.password,
      address: call.origin.address,
    });
    return signIn(context, userId, call);
  },
});
