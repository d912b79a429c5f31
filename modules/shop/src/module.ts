import { defineModule } from "@tochka-rosta/sdk";
import modulePackage from "../package.json" with { type: "json" };
import { cartRoutes } from "./carts/routes.ts";
import { forgetCarts } from "./carts/store.ts";
import { shopFrame } from "./frame.ts";
import { showHome } from "./home/show-home.ts";
import { releaseHolds } from "./orders/release-holds.ts";
import { adminOrderRoutes, orderRoutes } from "./orders/routes.ts";
import { orderList } from "./orders/store.ts";
import { earlierPictures } from "./pictures/store.ts";
import { adminProductRoutes, productRoutes } from "./products/routes.ts";
import { shopSitemap } from "./products/sitemap.ts";
import { productList } from "./products/store.ts";
import { migrations } from "./schema.ts";
import { settingsRoutes } from "./settings/routes.ts";
import { readTimeZone } from "./settings/store.ts";
import { shopStyle } from "./style.ts";
import { adminTexts } from "./texts.ts";

/** The shop: a catalogue with pictures, a cart and orders for buyers; products, orders and settings for the owner. */
export const shop = defineModule({
  package: modulePackage,
  titles: { ru: "Магазин", en: "Shop" },
  migrations,
  publicRoutes: [...productRoutes, ...cartRoutes, ...orderRoutes],
  adminRoutes: [showHome, ...adminProductRoutes, ...adminOrderRoutes, ...settingsRoutes],
  adminMenu: [
    { path: "/admin", label: adminTexts.home },
    { path: "/admin/orders", label: adminTexts.orders },
    { path: "/admin/products", label: adminTexts.products },
    { path: "/admin/settings", label: adminTexts.settings },
  ],
  privatePaths: ["/cart", "/checkout", "/orders/"],
  style: shopStyle,
  publicFrame: shopFrame,
  sitemap: shopSitemap,
  longLists: [productList, orderList],
  timeZone: readTimeZone,
  earlierPictures,
  upkeep: {
    everySeconds: 60,
    run: async (database, now) => {
      await releaseHolds(database, now);
      await forgetCarts(database, now);
    },
  },
});
