import type { PhotoFacts } from "./photo.ts";

/** A product as its owner types it in. */
export interface Good {
  readonly title: string;
  readonly price: string;
  readonly stock: number;
  readonly description: string;
  readonly photo?: PhotoFacts;
  /** Where it ends up. */
  readonly status: "draft" | "published" | "archived";
}

const long = Array.from({ length: 60 }, (_, line) => `${line + 1}. Ёлка стоит, «растёт» & <пахнет> хвоей 🌲.`).join(
  "\n",
);

/** The shelf of the seller's shop, in the order in which it is filled: an empty, a long, a dear and a cheap one among them. */
export const goods: readonly Good[] = [
  {
    title: 'Ваза "Ёлочка" <ручная> 🏺',
    price: "1 234,50",
    stock: 7,
    description: "Стекло.\n\nМыть руками.",
    photo: { device: ["Samsung", "SM-A546E"], takenAt: "2026:11:29 18:22:07", place: [55.751244, 37.618423] },
    status: "published",
  },
  {
    title: "Свеча",
    price: "99",
    stock: 40,
    description: long,
    photo: { device: ["Apple", "iPhone 14"], takenAt: "2026:11:30 09:01:59", place: [59.93863, 30.31413] },
    status: "published",
  },
  { title: "Шар, которого нет", price: "0,01", stock: 0, description: "", status: "published" },
  { title: "Гирлянда", price: "1000000", stock: 3, description: "Дорогая", status: "published" },
  {
    title: "Черновик",
    price: "10",
    stock: 1,
    description: "Ещё не видно",
    photo: { device: ["Xiaomi", "23049PCD8G"], takenAt: "2026:11:28 12:00:00", place: [43.115536, 131.885485] },
    status: "draft",
  },
  { title: "Снятая с продажи", price: "55,55", stock: 5, description: "", status: "archived" },
];

/** What the shop says of itself. */
export const settings = {
  name: "Лавка «Ёлка» & сыновья 🎄",
  phone: "8 (912) 345-67-89",
  address: "г. Орёл, ул. Лескова, д. 1, «вход со двора»",
  greeting: "Добро пожаловать!\nВсё к празднику.",
};

/** An order: who buys what, and what became of it. */
export interface Purchase {
  readonly buyer: Readonly<Record<string, string>>;
  /** Product's place on the shelf, and pieces. */
  readonly items: readonly (readonly [good: number, pieces: number])[];
  /** The statuses that its owner moved it to, one after the other. */
  readonly moves: readonly string[];
}

const pickup = (name: string, phone: string) => ({ name, phone, delivery_method: "pickup", consent: "on" });
const courier = (name: string, phone: string, delivery_address: string, comment: string) => ({
  ...pickup(name, phone),
  delivery_method: "courier",
  delivery_address,
  comment,
});

/** One order in every status. */
export const purchases: readonly Purchase[] = [
  { buyer: pickup("Пётр Новый", "+79991110001"), items: [[0, 1]], moves: [] },
  {
    buyer: courier("Ёж 🦔 «Колючий»", "+79991110002", "Орёл, ул. Мира, 5/2", "Звонить <дважды> & громко"),
    items: [[0, 2], [1, 10]],
    moves: ["confirmed"],
  },
  { buyer: pickup("Мария Отправленная", "+79991110003"), items: [[1, 1]], moves: ["confirmed", "shipped"] },
  {
    buyer: courier("Иван Завершённый", "+79991110004", "Мценск", ""),
    items: [[3, 1]],
    moves: ["confirmed", "shipped", "completed"],
  },
  { buyer: pickup("Анна Передумавшая", "+79991110005"), items: [[3, 1], [1, 2]], moves: ["canceled"] },
]; // prettier-ignore

/** Carts that are not ordered yet. */
export const carts: readonly (readonly (readonly [good: number, pieces: number])[])[] = [[[0, 2], [1, 5]], [[3, 1]]]; // prettier-ignore
