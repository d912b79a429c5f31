"use client";

import { useRouter } from "next/navigation";
import { browserApi, outcomeOf, type Refusal } from "#api/browser.ts";
import type { Instance } from "#api/models.ts";

/** What an owner can do with a module. Each call gives core's refusal, if it refused. */
export interface ModuleActions {
  activate: (module: string, hostPrefix?: string) => Promise<Refusal | undefined>;
  deactivate: (id: string) => Promise<Refusal | undefined>;
  /** Deletes a site; `typedName` is its name as the owner typed it. */
  remove: (instance: Instance, typedName: string) => Promise<Refusal | undefined>;
}

/** What hears of the outcome of actions. */
interface ActionListener {
  onInstance: (instance: Instance) => void;
  onDeleted: (instance: Instance, dataRestsUntil: string) => void;
}

/** Sends the actions to core; the listener gets what each one came to, the page around gets fresh figures. */
export function useModuleActions({ onInstance, onDeleted }: ActionListener): ModuleActions {
  const router = useRouter();
  // Without a connection there is nothing fresh to be had.
  const refresh = (refusal: Refusal | undefined) => {
    if (refusal?.code !== "UNREACHABLE") router.refresh();
  };
  const send = async (call: Promise<{ data?: Instance; error?: unknown }>) => {
    const { data, refusal } = await outcomeOf(call);
    if (data) onInstance(data);
    refresh(refusal);
    return refusal;
  };
  return {
    activate: (module, hostPrefix) => {
      const body = { module, ...(hostPrefix !== undefined && { host_prefix: hostPrefix }) };
      return send(browserApi.POST("/api/modules/activate", { body }));
    },
    remove: async (instance, typedName) => {
      const params = { path: { id: instance.id }, query: { name: typedName } };
      const { data, refusal } = await outcomeOf(browserApi.DELETE("/api/modules/instances/{id}", { params }));
      if (data) onDeleted(instance, data.data_rests_until);
      refresh(refusal);
      return refusal;
    },
    deactivate: (id) => send(browserApi.POST("/api/modules/instances/{id}/deactivate", { params: { path: { id } } })),
  };
}
