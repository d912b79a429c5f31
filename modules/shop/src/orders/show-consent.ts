import { formatPhone, html, page, type PublicRoute } from "@tochka-rosta/sdk";
import { shopName } from "../frame.ts";
import { readSettings } from "../settings/store.ts";
import { consentText, orderTexts } from "./texts.ts";

/** The consent as a document of its own, as 152-FZ wants it since September 2025. */
export const showConsent: PublicRoute = {
  method: "GET",
  url: "/consent",
  handle: async (visit) => {
    const settings = await readSettings(visit.database);
    const contact = settings.phone === "" ? visit.identity.origin : formatPhone(settings.phone);
    const text = visit.say(consentText, { shop: shopName(settings, visit), contact });
    const title = visit.say(orderTexts.consentTitle);
    return page({
      title,
      body: html`<article class="card stack narrow">
        <h1>${title}</h1>
        <p class="prose">${text}</p>
      </article>`,
    });
  },
};
