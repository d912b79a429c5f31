"use client";

import { useLayoutEffect, useRef, type RefObject } from "react";

/**
 * Takes up a focus that went lost with what was pressed: when `value` changes and the element that had the focus is gone, the
 * referred element (`tabIndex={-1}`) gets it. A focus that is somewhere else stays there, so changes from elsewhere disturb nobody.
 */
export function useLostFocus<E extends HTMLElement>(value: unknown): RefObject<E | null> {
  const place = useRef<E>(null);
  const known = useRef(value);
  useLayoutEffect(() => {
    if (known.current === value) return;
    known.current = value;
    if (document.activeElement === null || document.activeElement === document.body) place.current?.focus();
  }, [value]);
  return place;
}
