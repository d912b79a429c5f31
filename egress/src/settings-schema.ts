import { logLevels } from "@tochka-rosta/service/log-options";
import { choice, cidrs, integer, objects, path, port, text } from "@tochka-rosta/service/settings";

/** Every setting of the door; the reference is made of it. */
export const settingsSchema = {
  host: text("HOST", { default: "0.0.0.0", meaning: "The address to listen on, for pods, health and metrics." }),
  port: port("PORT", { default: 8080, meaning: "The port at which pods ask for tunnels; 0 takes a free one." }),
  healthPort: port("HEALTH_PORT", { default: 8081, meaning: "The port at which health and metrics answer." }),
  logLevel: choice("LOG_LEVEL", logLevels, { default: "info", meaning: "The least level that is logged." }),
  kubeconfigPath: path("KUBECONFIG", {
    isOptional: true,
    meaning: "How to reach the cluster; a pod uses its service account.",
  }),
  privateTargets: objects("PRIVATE_TARGETS", {
    default: [],
    meaning:
      'Hosts of the operator\'s own network that tunnels may lead to, such as [{"host":"sms.internal","port":8080,"addresses":["10.0.0.5"]}]; without addresses the name is resolved.',
  }),
  platformClients: objects("PLATFORM_CLIENTS", {
    default: [],
    meaning:
      'Programs of the platform that use the door, and their hosts, such as [{"namespace":"n","serviceAccount":"core","hosts":[{"host":"sms.internal","port":8080}]}].',
  }),
  denyCidrs: cidrs("DENY_CIDRS", {
    default: [],
    meaning: "Further ranges that are not public: pods, services, nodes, the API server, the platform's own front.",
  }),
  tunnels: integer("TUNNELS", {
    default: 4_000,
    min: 1,
    max: 100_000,
    unit: "tunnels",
    meaning: "Tunnels open at once in this process; each holds two descriptors and about 14 KiB.",
  }),
  tunnelsPerInstance: integer("TUNNELS_PER_INSTANCE", {
    default: 64,
    min: 1,
    max: 10_000,
    unit: "tunnels",
    meaning: "Of these, tunnels of one instance.",
  }),
  tunnelsPerHost: integer("TUNNELS_PER_HOST", {
    default: 32,
    min: 1,
    max: 10_000,
    unit: "tunnels",
    meaning: "Of these, tunnels of one instance to one host.",
  }),
  tunnelsPerMinute: integer("TUNNELS_PER_MINUTE", {
    default: 240,
    min: 1,
    max: 100_000,
    unit: "requests",
    meaning: "Requests for a tunnel by one instance in a minute, refused ones included.",
  }),
  idleSeconds: integer("TUNNEL_IDLE_SECONDS", {
    default: 300,
    min: 5,
    max: 3_600,
    unit: "seconds",
    meaning: "How long a tunnel may stay open without a byte.",
  }),
  lifeSeconds: integer("TUNNEL_LIFE_SECONDS", {
    default: 3_600,
    min: 60,
    max: 86_400,
    unit: "seconds",
    meaning: "How long a tunnel may live altogether.",
  }),
  mailHost: text("MAIL_HOST", {
    isOptional: true,
    meaning: "The mail relay that modules' letters are given to; without it the platform sends none.",
  }),
  mailPort: port("MAIL_PORT", { default: 587, meaning: "The relay's port." }),
  mailSecurity: choice("MAIL_SECURITY", ["starttls", "tls", "none"], {
    default: "starttls",
    meaning: "`tls` from the first byte, `starttls` or nothing is sent, `none` for a relay beside the door.",
  }),
  mailUsername: text("MAIL_USERNAME", { isOptional: true, meaning: "Whom the relay knows." }),
  mailPasswordFile: path("MAIL_PASSWORD_FILE", {
    isOptional: true,
    meaning: "The file with the password; read again for each letter.",
  }),
  mailFrom: text("MAIL_FROM", {
    isOptional: true,
    meaning:
      "The address that letters come from, with MAIL_HOST: no-reply@example.com. Its domain has SPF, DKIM and DMARC.",
  }),
  mailBounces: text("MAIL_BOUNCES", {
    isOptional: true,
    defaultText: "`MAIL_FROM`",
    meaning: "The address to which letters that cannot be delivered come back later.",
  }),
  mailPerMinute: integer("MAIL_PER_MINUTE", {
    default: 20,
    min: 1,
    unit: "letters",
    meaning: "Letters of one instance in a minute, as each replica counts them.",
  }),
  mailPerDay: integer("MAIL_PER_DAY", {
    default: 500,
    min: 1,
    unit: "letters",
    meaning: "Letters of one instance in a day, as each replica counts them.",
  }),
  mailPerDayWhenNew: integer("MAIL_PER_DAY_WHEN_NEW", {
    default: 50,
    min: 1,
    unit: "letters",
    meaning: "The same within an instance's first week.",
  }),
  stopSeconds: integer("STOP_SECONDS", {
    default: 20,
    min: 0,
    max: 300,
    unit: "seconds",
    meaning: "How long tunnels in use may go on when the process is asked to end.",
  }),
};
