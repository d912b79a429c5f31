import type { Page } from "playwright-core";

/** A picture of one red dot, as a file that a person would pick. */
export const redDot = {
  name: "ваза.png",
  mimeType: "image/png",
  buffer: Buffer.from(
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mP8z8DwHwAFBQIAX8jx0gAAAABJRU5ErkJggg==",
    "base64",
  ),
};

/** A product as an owner types it in. */
export interface TypedProduct {
  readonly title: string;
  readonly price: string;
  readonly stock: number;
}

/** On the shop's admin: adds a product with a picture and shows it in the shop. */
export async function addProductInBrowser(admin: Page, product: TypedProduct): Promise<void> {
  await admin.getByRole("link", { name: "Товары", exact: true }).first().click();
  await admin.getByRole("link", { name: "Добавить товар" }).first().click();
  await admin.getByLabel("Название").fill(product.title);
  await admin.getByLabel("Цена, ₽").fill(product.price);
  await admin.getByLabel("Остаток, шт.").fill(String(product.stock));
  await admin.getByLabel("Фото", { exact: true }).setInputFiles(redDot);
  await admin.getByRole("button", { name: "Сохранить" }).click();
  await admin.getByRole("status").getByText("Сохранено").waitFor();
}

/** On the shop's first page: buys one piece and ends on the order's page, whose address is returned. */
export async function buyInBrowser(shop: Page, title: string, buyer: { name: string; phone: string }): Promise<string> {
  await shop.getByRole("button", { name: `В корзину: ${title}` }).click();
  await shop.getByRole("link", { name: "Оформить заказ" }).click();
  await shop.getByLabel("Имя").fill(buyer.name);
  await shop.getByLabel("Телефон").fill(buyer.phone);
  await shop.getByText("Самовывоз").click();
  await shop.getByRole("checkbox").check();
  await shop.locator("button.button-wide[type=submit]").click();
  await shop.getByText("Спасибо, заказ принят!").waitFor();
  return shop.url();
}
