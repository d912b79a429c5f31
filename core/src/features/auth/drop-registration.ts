import { defineOperation } from "../../http/operation.ts";
import { clearRegistrationCookie, readRegistrationToken } from "./cookies.ts";
import { dropPhoneProof } from "./phone-proof.ts";

export const dropRegistration = defineOperation({
  method: "DELETE",
  url: "/api/auth/registration",
  id: "dropRegistration",
  permission: "anyone",
  limit: { calls: 300, windowSeconds: 600 },
  schema: {
    tag: "auth",
    summary: "Forget the proved phone, to begin with another",
    success: { status: 204 },
  },
  handler: async ({ request, reply }, context) => {
    await dropPhoneProof(context, readRegistrationToken(request));
    clearRegistrationCookie(reply);
    return undefined;
  },
});
