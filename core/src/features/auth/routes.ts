import { checkPhone } from "./check-phone.ts";
import { completeRegistration } from "./complete-registration.ts";
import { dropRegistration } from "./drop-registration.ts";
import { enter } from "./enter.ts";
import { getConsent } from "./get-consent.ts";
import { getRegistration } from "./get-registration.ts";
import { loginCode } from "./login-code.ts";
import { loginPassword } from "./login-password.ts";
import { logout } from "./logout.ts";
import { logoutEverywhere } from "./logout-everywhere.ts";
import { me } from "./me.ts";
import { refresh } from "./refresh.ts";
import { registerFull } from "./register-full.ts";
import { resetPassword } from "./reset-password.ts";
import { sendCode } from "./send-code.ts";

export const authOperations = [
  checkPhone,
  getConsent,
  sendCode,
  enter,
  getRegistration,
  completeRegistration,
  dropRegistration,
  registerFull,
  loginPassword,
  loginCode,
  resetPassword,
  refresh,
  logout,
  logoutEverywhere,
  me,
];
