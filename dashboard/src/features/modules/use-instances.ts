"use client";

import { useCallback, useEffect, useState } from "react";
import { browserApi, outcomeOf } from "#api/browser.ts";
import type { Instance } from "#api/models.ts";
import { followInstance } from "./follow-instance.ts";
import { applyInstance, applyList, isUnderWay, type Followed } from "./steps.ts";

// A browser keeps six connections to a host; more streams than this would leave none for the rest.
const mostStreams = 3;
const pollMilliseconds = 30_000;
// While something is under way: covers streams beyond the most, and a proxy on the way that holds events back.
const pollAtLaunchMilliseconds = 3_000;

/** The owner's instances, kept up to date: those under way by their event streams, all of them by a look now and then. */
export function useInstances(initial: readonly Instance[]) {
  const [list, setList] = useState<readonly Followed[]>(() =>
    initial.map((instance) => ({ instance, receivedAt: performanceNow() })),
  );
  const [isConnected, setConnected] = useState(true);
  const update = useCallback(
    (instance: Instance) => setList((before) => applyInstance(before, instance, performanceNow())),
    [],
  );

  const underWay = list.filter(({ instance }) => isUnderWay(instance)).map(({ instance }) => instance.id);
  const streamed = underWay.slice(0, mostStreams).join(" ");
  useEffect(() => {
    if (streamed === "") return undefined;
    const listener = { onInstance: update, onConnection: setConnected };
    const stops = streamed.split(" ").map((id) => followInstance(id, listener));
    return () => {
      setConnected(true);
      for (const stop of stops) stop();
    };
  }, [streamed, update]);

  const isLaunching = underWay.length > 0;
  useEffect(() => {
    const poll = async () => {
      if (document.hidden) return;
      const sentAt = performanceNow();
      const { data } = await outcomeOf(browserApi.GET("/api/modules/instances"));
      if (data) setList((before) => applyList(before, data, { sentAt, receivedAt: performanceNow() }));
    };
    const timer = setInterval(() => void poll(), isLaunching ? pollAtLaunchMilliseconds : pollMilliseconds);
    const onVisible = () => void poll();
    document.addEventListener("visibilitychange", onVisible);
    return () => {
      clearInterval(timer);
      document.removeEventListener("visibilitychange", onVisible);
    };
  }, [isLaunching]);

  const remove = useCallback(
    (id: string) => setList((before) => before.filter(({ instance }) => instance.id !== id)),
    [],
  );
  return { list, update, remove, isConnected };
}

// On the server there is no page whose clock could be read; the browser's first render replaces the value.
function performanceNow(): number {
  return typeof window === "undefined" ? 0 : performance.now();
}
