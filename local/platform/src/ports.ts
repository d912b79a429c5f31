import { writeFile } from "node:fs/promises";
import {
  findFreePort,
  isPortFree,
  isPortOrAbsent,
  type NoticeListener,
  readOrSetAside,
  StartError,
} from "@tochka-rosta/testing";

/** The ports that must be known before anything starts, because settings name them. */
export interface PlatformPorts {
  gateway: number;
  /** Modules read the core's public keys here, so it is the same at every start when it can be. */
  core: number;
  /** Modules and core ask for tunnels here; it stays the same, so that no pod has to be replaced. */
  egress: number;
  /** Kubeconfigs that people copied stay valid while it is the same. */
  apiServer: number;
}

const usualCorePort = 18_000;
const usualEgressPort = 18_100;

/**
 * Chooses the ports: the gateway's as asked (0: the one of last time, or a free one), the others as last time
 * if free.
 * @throws StartError when the gateway's port is taken.
 */
export async function choosePorts(
  file: string,
  wantedGateway: number,
  onNotice?: NoticeListener,
): Promise<PlatformPorts> {
  const last = (await readOrSetAside(file, checkPorts, onNotice)) ?? {};
  if (wantedGateway !== 0) await assertPortFree(wantedGateway);
  const gateway = wantedGateway === 0 ? await findFreePort(last.gateway) : wantedGateway;
  // Only the platform of a fixed port takes the well-known one; those of tests stay out of its way.
  const usual = (port: number) => (wantedGateway === 0 ? undefined : port);
  const core = await findFreePort(last.core, usual(usualCorePort));
  const egress = await findFreePort(last.egress, usual(usualEgressPort));
  const ports = { gateway, core, egress, apiServer: await findFreePort(last.apiServer) };
  await writeFile(file, `${JSON.stringify(ports)}\n`);
  return ports;
}

/** @throws StartError when something listens on this port. */
export async function assertPortFree(port: number): Promise<void> {
  if (await isPortFree(port)) return;
  const other = port === 65_535 ? 3_000 : port + 1;
  const advice = `stop the program that listens there, or choose another port: npm start -- --port ${other}`;
  throw new StartError(`Port ${port} is in use: ${advice}`);
}

function checkPorts(value: unknown): Partial<PlatformPorts> | undefined {
  if (typeof value !== "object" || value === null || Array.isArray(value)) return undefined;
  const { gateway, core, egress, apiServer } = value as Record<string, unknown>;
  if (!isPortOrAbsent(gateway) || !isPortOrAbsent(core)) return undefined;
  if (!isPortOrAbsent(egress) || !isPortOrAbsent(apiServer)) return undefined;
  return {
    ...(gateway && { gateway }),
    ...(core && { core }),
    ...(egress && { egress }),
    ...(apiServer && { apiServer }),
  };
}
