import { Type } from "typebox";
import { Nullable, ref } from "../../http/fields.ts";
import { defineOperation } from "../../http/operation.ts";
import type { Context } from "../../context.ts";
import { setRegistrationCookie } from "./cookies.ts";
import { countCodeLogin } from "./login.ts";
import { checkCode, consumeCode } from "./one-time-codes.ts";
import { readPhone } from "./phone.ts";
import { keepPhoneProof, proofSeconds } from "./phone-proof.ts";
import { CodeInput, PendingRegistration, PhoneInput, User } from "./schemas.ts";
import { signIn } from "./sign-in.ts";
import { findUserByPhone } from "./store.ts";

export const enter = defineOperation({
  method: "POST",
  url: "/api/auth/enter",
  id: "enter",
  permission: "anyone",
  limit: { calls: 150, windowSeconds: 600 },
  schema: {
    tag: "auth",
    summary: "The one entrance: prove a phone by a code of purpose login",
    description:
      "Whoever is registered is signed in. Anybody else may register from this browser for two hours, by a cookie that scripts cannot read. Which of the two it is, is told after the code only.",
    body: Type.Object({ phone: PhoneInput, code: CodeInput }),
    success: {
      status: 200,
      body: Type.Object({
        user: Nullable(ref(User)),
        registration: Nullable(ref(PendingRegistration)),
      }),
    },
    problems: ["CODE_WRONG", "CODE_SPENT", "CODE_EXPIRED"],
  },
  handler: async (call, context) => {
    const phone = readPhone(call.body.phone);
    const userId = await provePhone(context, { phone, code: call.body.code, address: call.origin.address });
    if (userId !== undefined) return { ...(await signIn(context, userId, call)), registration: null };
    setRegistrationCookie(call.reply, await keepPhoneProof(context, phone), proofSeconds);
    return { user: null, registration: { phone, expires_in_seconds: proofSeconds } };
  },
});

/** Uses a code up; gives the account of its phone, where there is one. */
async function provePhone(
  context: Context,
  { code, ...request }: { readonly phone: string; readonly code: string; readonly address: string },
): Promise<string | undefined> {
  const id = await checkCode(context, { ...request, purpose: "login" }, code);
  const user = await findUserByPhone(context.database, request.phone);
  await context.database.$transaction((transaction) => consumeCode(context, transaction, id));
  if (user) countCodeLogin(context);
  return user?.id;
}
