export { startCore, type Core } from "./start.ts";
export { readConfig, type Config } from "./config/config.ts";
export { createWebhookSender } from "./codes/webhook-sender.ts";
export { createFounder, FounderError, type FounderInput } from "./features/founder/create-founder.ts";
export { migrate } from "./database/migrate.ts";
