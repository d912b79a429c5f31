import { endedSessions } from "./ended-sessions.ts";
import { healthDetailed } from "./health-detailed.ts";
import { health } from "./health.ts";
import { jwks } from "./jwks.ts";

export const systemOperations = [health, healthDetailed, jwks, endedSessions];
