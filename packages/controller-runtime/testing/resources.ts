import { defineResource, type KubernetesObject } from "../src/object.ts";

export interface Widget extends KubernetesObject {
  spec?: { size?: number; colour?: string };
  status?: { conditions?: unknown[]; phase?: string };
}

export const widgets = defineResource<Widget>({
  group: "example.com",
  version: "v1",
  plural: "widgets",
  kind: "Widget",
  namespaced: true,
});

export interface ConfigMap extends KubernetesObject {
  data?: Record<string, string>;
}

export const configMaps = defineResource<ConfigMap>({
  group: "",
  version: "v1",
  plural: "configmaps",
  kind: "ConfigMap",
  namespaced: true,
});
