import { egressAudience } from "@tochka-rosta/crds";
import type { Pod } from "@tochka-rosta/controller-runtime/built-in-kinds";
import { instanceConfigMapName } from "./config-map.ts";
import { keysSecretName } from "./keys.ts";
import { databaseSecretName } from "./secret.ts";

type PodSpec = NonNullable<Pod["spec"]>;
type Volume = NonNullable<PodSpec["volumes"]>[number];
type Mount = NonNullable<PodSpec["containers"][number]["volumeMounts"]>[number];

/** What a module finds in its pod, and the variables that say where. */
export interface PodFiles {
  readonly volumes: Volume[];
  readonly mounts: Mount[];
  readonly env: { readonly name: string; readonly value: string }[];
}

/** What of it a pod has, which not every one does. */
export interface PodNeeds {
  readonly needsDatabase: boolean;
  /** The platform has keys of which each instance gets its own. */
  readonly hasKeys: boolean;
  /** The door that its pods reach the world through; undefined where there is none. */
  readonly egressUrl: string | undefined;
}

interface PodFile {
  readonly source: Omit<Volume, "name">;
  readonly mount: Omit<Mount, "name">;
  readonly env?: Readonly<Record<string, string>>;
}

const bindingRoot = "/bindings";
const configDirectory = "/etc/tochka-rosta";
const temporaryDirectory = "/tmp";
const egressDirectory = "/var/run/secrets/egress.tochkarosta.online";
/** The shortest that an API server gives; the kubelet renews it at 80 % of its life. */
const egressTokenSeconds = 600;

/** The files of an instance's pods. Pure. */
export function buildPodFiles(instance: string, { needsDatabase, hasKeys, egressUrl }: PodNeeds): PodFiles {
  const files: Record<string, PodFile> = {
    instance: {
      source: { configMap: { name: instanceConfigMapName(instance) } },
      mount: { mountPath: configDirectory, readOnly: true },
      env: { INSTANCE_CONFIG_DIR: configDirectory },
    },
    temporary: {
      source: { emptyDir: { sizeLimit: "256Mi" } },
      mount: { mountPath: temporaryDirectory },
      env: { TMPDIR: temporaryDirectory },
    },
    ...(needsDatabase && { database: buildBinding("database", databaseSecretName(instance)) }),
    ...(hasKeys && { keys: buildBinding("keys", keysSecretName(instance)) }),
    ...(egressUrl !== undefined && { "egress-token": buildEgressToken(egressUrl) }),
  };
  const entries = Object.entries(files);
  const env = Object.assign({}, ...entries.map(([, file]) => file.env)) as Record<string, string>;
  return {
    volumes: entries.map(([name, { source }]) => ({ name, ...source })),
    mounts: entries.map(([name, { mount }]) => ({ name, ...mount })),
    env: Object.entries(env).map(([name, value]) => ({ name, value })),
  };
}

/** A Secret as the Service Binding specification has it: a folder of its own below the root. */
function buildBinding(name: string, secretName: string): PodFile {
  return {
    source: { secret: { secretName, defaultMode: 0o440 } },
    mount: { mountPath: `${bindingRoot}/${name}`, readOnly: true },
    env: { SERVICE_BINDING_ROOT: bindingRoot },
  };
}

/** A token for the door alone: the API server, which has another audience, takes it for nobody's. */
function buildEgressToken(egressUrl: string): PodFile {
  const serviceAccountToken = { audience: egressAudience, expirationSeconds: egressTokenSeconds, path: "token" };
  return {
    source: { projected: { defaultMode: 0o440, sources: [{ serviceAccountToken }] } },
    mount: { mountPath: egressDirectory, readOnly: true },
    env: { EGRESS_URL: egressUrl, EGRESS_TOKEN_FILE: `${egressDirectory}/token` },
  };
}
