import {
  choice,
  flag,
  readSettings as readEnvironment,
  text,
  url,
  type Environment,
} from "@tochka-rosta/service/settings";

/** Every setting of the dashboard; the reference is made of it. */
export const settingsSchema = {
  coreUrl: url("CORE_URL", { meaning: "Where core answers this server." }),
  publicOrigin: url("PUBLIC_ORIGIN", { meaning: "The origin that browsers see, shared with core." }),
  siteOrigins: text("SITE_ORIGINS", {
    isOptional: true,
    defaultText: "every host below `PUBLIC_ORIGIN`",
    meaning: "Source of the content security policy that covers every tenant's site, such as https://*.example.site.",
  }),
  showsApiReference: flag("API_REFERENCE", {
    default: false,
    meaning: "on: core serves /docs, so the footer links it.",
  }),
  platformOperatorName: text("PLATFORM_OPERATOR_NAME", {
    default: "демонстрационный оператор",
    meaning: "Who runs the platform, as footers and documents name it: a company's or a person's full name.",
  }),
  platformOperatorDetails: text("PLATFORM_OPERATOR_DETAILS", {
    isOptional: true,
    meaning: "The same one's requisites in a line: INN, OGRN, address, how to write there.",
  }),
  environment: choice("NODE_ENV", ["production", "development", "test"], {
    default: "production",
    meaning: "development is `next dev`, which needs a looser content security policy.",
  }),
};

/** What the dashboard runs by. */
export interface Settings {
  /** Where core answers this server, e.g. `http://127.0.0.1:18000`. */
  coreUrl: string;
  /** Origin that browsers see, shared with core, e.g. `http://localhost:3000`. */
  publicOrigin: string;
  /** Source of the content security policy that covers every tenant's site, for the hand-over form. */
  siteOrigins: string;
  /** Whether core serves its documentation. */
  showsApiReference: boolean;
  /** Who runs the platform, for footers and documents. */
  platformOperator: { name: string; details: string | undefined };
  /** Under `next dev`, which needs a looser content security policy. */
  isDevelopment: boolean;
}

/**
 * Reads the environment. Pure.
 *
 * @throws SettingsError with every problem
 */
export function readSettings(env: Environment): Settings {
  return readEnvironment(settingsSchema, env, (given) => ({
    coreUrl: originOf(given.coreUrl),
    publicOrigin: originOf(given.publicOrigin),
    siteOrigins: given.siteOrigins ?? everyHostBelow(given.publicOrigin),
    showsApiReference: given.showsApiReference,
    platformOperator: { name: given.platformOperatorName, details: given.platformOperatorDetails },
    isDevelopment: given.environment === "development",
  }));
}

/** Of an address that could not be read there is none; its problem is reported. */
function originOf(address: string): string {
  return URL.canParse(address) ? new URL(address).origin : "";
}

function everyHostBelow(origin: string): string {
  if (!URL.canParse(origin)) return "";
  const { protocol, host } = new URL(origin);
  return `${protocol}//*.${host}`;
}

let current: Settings | undefined;

/** The settings of this process; instrumentation.ts reads them at start, so that a fault shows before anything listens. */
export function settings(): Settings {
  // Next has no main.ts of ours: requests and proxy begin in modules of their own, and this is the one place for both.
  // eslint-disable-next-line no-restricted-properties
  current ??= readSettings(process.env);
  return current;
}
