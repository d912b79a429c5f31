import { type Html, trustedMarkup } from "../text/html.ts";

/** Line drawings on a 24 by 24 grid; drawn for this project, since an emoji needs a font that a machine may lack. */
const DRAWINGS = {
  alert: '<path d="M12 7v6M12 17h.01"/><circle cx="12" cy="12" r="9.5"/>',
  box: '<path d="M3.5 7.5 12 3l8.5 4.5v9L12 21l-8.5-4.5zM3.5 7.5 12 12l8.5-4.5M12 12v9"/>',
  cart: '<path d="M3 4h2.2l2.3 11h10l2-8H6"/><circle cx="9" cy="19.5" r="1.3"/><circle cx="16.5" cy="19.5" r="1.3"/>',
  inbox: '<path d="M4 13 6.5 5h11L20 13v6H4zM4 13h4.5l1.5 2.5h4l1.5-2.5H20"/>',
  question:
    '<path d="M9.2 9.2a2.9 2.9 0 1 1 4.3 2.6c-1 .6-1.5 1.1-1.5 2.2M12 17.3h.01"/><circle cx="12" cy="12" r="9.5"/>',
  search: '<circle cx="10.5" cy="10.5" r="6"/><path d="m15 15 5.5 5.5"/>',
  spark: '<path d="M12 3.5 13.8 10l6.7 2-6.7 2L12 20.5 10.2 14l-6.7-2 6.7-2z"/>',
} as const;

export type IconName = keyof typeof DRAWINGS;

/** A decoration beside words that say the same; screen readers skip it. */
export function icon(name: IconName): Html {
  return trustedMarkup(
    `<svg class="icon" viewBox="0 0 24 24" fill="none" stroke="currentColor" stroke-width="1.8" stroke-linecap="round" stroke-linejoin="round" aria-hidden="true" focusable="false">${DRAWINGS[name]}</svg>`,
  );
}
