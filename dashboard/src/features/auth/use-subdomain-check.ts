"use client";

import { useEffect, useState } from "react";
import { browserApi, outcomeOf } from "#api/browser.ts";
import type { operations } from "#api/generated/schema.d.ts";

/** Core's answer to "can I have this address". */
export type SubdomainAnswer = operations["checkSubdomain"]["responses"][200]["content"]["application/json"];

/** What is known about a name: `idle` while it is empty, `unchecked` when core could not be asked. */
export type SubdomainCheck =
  { state: "idle" } | { state: "checking" } | { state: "unchecked" } | { state: "answered"; answer: SubdomainAnswer };

const pauseMilliseconds = 350;

/** Asks core about a name as soon as typing pauses. Answers to names typed earlier are dropped. */
export function useSubdomainCheck(name: string): SubdomainCheck {
  const [known, setKnown] = useState<{ name: string; check: SubdomainCheck }>();
  useEffect(() => {
    if (name === "") return undefined;
    const abort = new AbortController();
    const check = async () => {
      const query = { params: { query: { name } }, signal: abort.signal };
      const { data } = await outcomeOf(browserApi.GET("/api/tenants/subdomain-check", query));
      if (abort.signal.aborted) return;
      setKnown({ name, check: data ? { state: "answered", answer: data } : { state: "unchecked" } });
    };
    const timer = setTimeout(() => void check(), pauseMilliseconds);
    return () => {
      clearTimeout(timer);
      abort.abort();
    };
  }, [name]);
  if (name === "") return { state: "idle" };
  return known?.name === name ? known.check : { state: "checking" };
}
