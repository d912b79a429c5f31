/** Phones of people and businesses. No dependencies: browsers, programs and modules use it alike. */
export { describePhoneProblem } from "./describe-problem.ts";
export { formatPhone, formatWhileTyping, maskPhone } from "./format-phone.ts";
export { findPhoneParts } from "./find-phone-parts.ts";
export { readContactPhone, readMobilePhone, type PhoneProblem, type PhoneResult } from "./read-phone.ts";
