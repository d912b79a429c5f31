"use client";

import { useCallback, useMemo, useSyncExternalStore } from "react";
import { readDraft } from "./kept-draft.ts";

const listeners = new Set<() => void>();
// Where a browser keeps nothing (storage switched off), drafts live as long as the page.
const fallback = new Map<string, string>();

function keep(key: string, draft: string | null): void {
  try {
    if (draft === null) sessionStorage.removeItem(key);
    else sessionStorage.setItem(key, draft);
  } catch (error) {
    console.warn("the browser keeps no drafts", error);
    if (draft === null) fallback.delete(key);
    else fallback.set(key, draft);
  }
  for (const listener of listeners) listener();
}

function readKept(key: string): string | null {
  try {
    return sessionStorage.getItem(key) ?? fallback.get(key) ?? null;
  } catch {
    return fallback.get(key) ?? null;
  }
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

/** What is typed into a form, kept in this tab over reloads. Nothing secret belongs here: no password, no code. */
export function useDraft<T extends object>(key: string, empty: T) {
  const kept = useSyncExternalStore(
    subscribe,
    () => readKept(key),
    () => null,
  );
  const draft = useMemo(() => readDraft(kept, empty), [kept, empty]);
  const change = useCallback(
    (part: Partial<T>) => keep(key, JSON.stringify({ ...readDraft(readKept(key), empty), ...part })),
    [key, empty],
  );
  const forget = useCallback(() => keep(key, null), [key]);
  return { draft, change, forget };
}
