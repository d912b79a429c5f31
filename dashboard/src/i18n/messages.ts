import { completeTexts } from "@tochka-rosta/crds/reasons";
import enAccount from "../../messages/en/account.json" with { type: "json" };
import enAuth from "../../messages/en/auth.json" with { type: "json" };
import enCommon from "../../messages/en/common.json" with { type: "json" };
import enErrors from "../../messages/en/errors.json" with { type: "json" };
import enFounder from "../../messages/en/founder.json" with { type: "json" };
import enLanding from "../../messages/en/landing.json" with { type: "json" };
import enLegal from "../../messages/en/legal.json" with { type: "json" };
import enModules from "../../messages/en/modules.json" with { type: "json" };
import enReasons from "../../messages/en/reasons.json" with { type: "json" };
import enTariffs from "../../messages/en/tariffs.json" with { type: "json" };
import ruAccount from "../../messages/ru/account.json" with { type: "json" };
import ruAuth from "../../messages/ru/auth.json" with { type: "json" };
import ruCommon from "../../messages/ru/common.json" with { type: "json" };
import ruErrors from "../../messages/ru/errors.json" with { type: "json" };
import ruFounder from "../../messages/ru/founder.json" with { type: "json" };
import ruLanding from "../../messages/ru/landing.json" with { type: "json" };
import ruLegal from "../../messages/ru/legal.json" with { type: "json" };
import ruModules from "../../messages/ru/modules.json" with { type: "json" };
import ruReasons from "../../messages/ru/reasons.json" with { type: "json" };
import ruTariffs from "../../messages/ru/tariffs.json" with { type: "json" };
import type { Locale } from "./locale.ts";

const ru = {
  account: ruAccount,
  auth: ruAuth,
  common: ruCommon,
  errors: ruErrors,
  founder: ruFounder,
  landing: ruLanding,
  legal: ruLegal,
  modules: ruModules,
  reasons: completeTexts(ruReasons),
  tariffs: ruTariffs,
};

/**
 * All texts of the screens by area; Russian is the reference, so a text missing in English does not compile. Reasons have the
 * catalogue of `crds` for theirs.
 */
export type Messages = typeof ru;

/** The texts by language. */
export const messages: Readonly<Record<Locale, Messages>> = {
  ru,
  en: {
    account: enAccount,
    auth: enAuth,
    common: enCommon,
    errors: enErrors,
    founder: enFounder,
    landing: enLanding,
    legal: enLegal,
    modules: enModules,
    reasons: completeTexts(enReasons),
    tariffs: enTariffs,
  },
};
