"use client";

import { useRouter } from "next/navigation";
import { browserApi, outcomeOf, type Refusal } from "#api/browser.ts";
import type { Instance } from "#api/models.ts";

/** What an owner can do with a module. Each call gives core's refusal, if it refused. */
export interface ModuleActions {
  activate: (module: string, hostPrefix?: string) => Promise<Refusal | undefined>;
  deactivate: (id: string) => Promise<Refusal | undefined>;
}

/** Sends the actions to core; `onInstance` gets the instance that each one is about, the page around gets fresh figures. */
export function useModuleActions(onInstance: (instance: Instance) => void): ModuleActions {
  const router = useRouter();
  const send = async (call: Promise<{ data?: Instance; error?: unknown }>) => {
    const { data, refusal } = await outcomeOf(call);
    if (data) onInstance(data);
    router.refresh();
    return refusal;
  };
  return {
    activate: (module, hostPrefix) => {
      const body = { module, ...(hostPrefix !== undefined && { host_prefix: hostPrefix }) };
      return send(browserApi.POST("/api/modules/activate", { body }));
    },
    deactivate: (id) => send(browserApi.POST("/api/modules/instances/{id}/deactivate", { params: { path: { id } } })),
  };
}
