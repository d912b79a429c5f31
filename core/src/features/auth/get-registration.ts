import { ProblemError } from "../../errors/problem.ts";
import { ref } from "../../http/fields.ts";
import { defineOperation } from "../../http/operation.ts";
import { readRegistrationToken } from "./cookies.ts";
import { readPhoneProof } from "./phone-proof.ts";
import { PendingRegistration } from "./schemas.ts";

export const getRegistration = defineOperation({
  method: "GET",
  url: "/api/auth/registration",
  id: "getRegistration",
  permission: "anyone",
  schema: {
    tag: "auth",
    summary: "The phone that this browser has proved and may register",
    success: { status: 200, body: ref(PendingRegistration) },
    problems: ["REGISTRATION_ENDED"],
  },
  handler: async ({ request }, context) => {
    const { phone, expiresInSeconds, userId } = await readPhoneProof(context, readRegistrationToken(request));
    // Registered meanwhile, on another device or by an answer that was lost: whoever holds the phone signs in.
    if (userId !== undefined) throw new ProblemError("REGISTRATION_ENDED", { note: "the phone is registered" });
    return { phone, expires_in_seconds: expiresInSeconds };
  },
});
