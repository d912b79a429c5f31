import { formatPhone, html, page, type PublicRoute } from "@tochka-rosta/sdk";
import { shopName } from "../frame.ts";
import { readSettings } from "../settings/store.ts";
import { consentText, orderTexts } from "./texts.ts";

/** The consent as a document of its own, as 152-FZ wants it since September 2025. */
export const showConsent: PublicRoute = {
  method: "GET",
  url: "/consent",
  handle: async (context) => {
    const settings = await readSettings(context.database);
    const contact = settings.phone === "" ? context.identity.origin : formatPhone(settings.phone);
    const text = context.translate(consentText, { shop: shopName(settings, context), contact });
    const title = context.translate(orderTexts.consentTitle);
    return page({
      title,
      body: html`<article class="card stack narrow">
        <h1>${title}</h1>
        <p class="prose">${text}</p>
      </article>`,
    });
  },
};
