import type { Answer } from "./site.ts";

/** The brand's sign: three points on a rising curve. */
export const sign = `<svg viewBox="0 0 32 32" width="30" height="30" aria-hidden="true" fill="#fff"><circle cx="4.6" cy="26.6" r="2.6" opacity=".65"/><circle cx="13" cy="21.4" r="4.2" opacity=".82"/><circle cx="22.4" cy="11" r="8.2"/></svg>`;

/** The sign in colour, as an address for the page's icon, so that browsers ask for no /favicon.ico. */
export const icon =
  "data:image/svg+xml," +
  encodeURIComponent(
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 32 32" fill="#4338ca"><circle cx="4.6" cy="26.6" r="2.6" opacity=".7"/><circle cx="13" cy="21.4" r="4.2" opacity=".85"/><circle cx="22.4" cy="11" r="8.2"/></svg>`,
  );

const gradient = `<defs><linearGradient id="g" x1="0" y1="1" x2="1" y2="0"><stop offset="0" stop-color="#4338ca"/><stop offset="1" stop-color="#2563eb"/></linearGradient></defs>`;

/** A small shop with an awning; what is in its front differs. */
function shop(front: string, awning = "url(#g)"): string {
  const stripes = [0, 1, 2, 3].map((index) => {
    const x = 24 + index * 28;
    return `<path d="M${x} 34h28v12a14 14 0 0 1-28 0z" fill="${awning}" opacity="${index % 2 === 0 ? 1 : 0.72}"/>`;
  });
  return `<svg viewBox="0 0 160 120" width="160" height="120" aria-hidden="true">${gradient}<path d="M10 112h140" stroke="var(--color-line)" stroke-width="3" stroke-linecap="round"/><path d="M32 52h96v58H32z" fill="var(--color-brand-soft)"/>${front}<path d="M30 18h100l6 16H24z" fill="${awning}"/>${stripes.join("")}</svg>`;
}

const shutter = [62, 70, 78, 86, 94, 102]
  .map((y) => `<path d="M46 ${y}h68" stroke="var(--color-brand-line)" stroke-width="3" stroke-linecap="round"/>`)
  .join("");

const door = `<path d="M84 66h26v44H84z" fill="#fff"/><circle cx="104" cy="90" r="2" fill="#4338ca"/>`;

/** The three points, one after the other. */
const growing = `<svg class="growing" viewBox="0 0 160 120" width="160" height="120" aria-hidden="true">${gradient}<g fill="url(#g)"><circle cx="36" cy="92" r="9" opacity=".7"/><circle cx="66" cy="76" r="15" opacity=".85"/><circle cx="106" cy="46" r="29"/></g></svg>`;

const inactive = shop(shutter, "#8b90c4");
const suspended = shop(
  `<circle cx="80" cy="82" r="21" fill="#fff"/><path d="M73 73v18M87 73v18" stroke="#93500a" stroke-width="6" stroke-linecap="round"/>`,
  "#c9924a",
);

const drawings: Readonly<Record<Answer, string>> = {
  missing: `<svg viewBox="0 0 160 120" width="160" height="120" aria-hidden="true"><path d="M10 112h140" stroke="var(--color-line)" stroke-width="3" stroke-linecap="round"/><path d="M30 18h100l6 16v12a14 14 0 0 1-8 12v52H32V58a14 14 0 0 1-8-12V34z" fill="none" stroke="var(--color-brand-line)" stroke-width="3" stroke-dasharray="7 7" stroke-linejoin="round"/><path d="M80 62v28M66 76h28" stroke="var(--color-brand)" stroke-width="5" stroke-linecap="round"/></svg>`,
  inactive,
  inactiveForLong: inactive,
  suspended,
  suspendedForLong: suspended,
  opening: shop(`<path d="M44 66h30v24H44z" fill="#fff" class="light"/>${door}`),
  checking: growing,
};

/** The picture of an answer, as inline SVG; decoration only. */
export function drawingOf(answer: Answer): string {
  return drawings[answer];
}
