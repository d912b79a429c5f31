import { isIP, isIPv4, isIPv6 } from "node:net";

const FORMATS: Readonly<Record<string, (value: string) => boolean>> = {
  "date-time": (value) => /^\d{4}-\d\d-\d\d[Tt ]\d\d:\d\d:\d\d(\.\d+)?([Zz]|[+-]\d\d:\d\d)$/.test(value),
  date: (value) => /^\d{4}-\d\d-\d\d$/.test(value) && !Number.isNaN(Date.parse(value)),
  duration: (value) => /^-?(\d+(\.\d+)?(ns|us|µs|ms|s|m|h))+$/.test(value) || value === "0",
  email: (value) => /^[^@\s]+@[^@\s]+$/.test(value),
  hostname: (value) =>
    /^(?=.{1,253}$)[a-zA-Z0-9]([a-zA-Z0-9-]*[a-zA-Z0-9])?(\.[a-zA-Z0-9]([a-zA-Z0-9-]*[a-zA-Z0-9])?)*$/.test(value),
  ipv4: isIPv4,
  ipv6: isIPv6,
  cidr: (value) => /^[^/]+\/\d{1,3}$/.test(value) && isIP(value.slice(0, value.indexOf("/"))) !== 0,
  uri: (value) => URL.canParse(value),
  uuid: (value) => /^[0-9a-f]{8}-?[0-9a-f]{4}-?[0-9a-f]{4}-?[0-9a-f]{4}-?[0-9a-f]{12}$/i.test(value),
  byte: (value) => /^[A-Za-z0-9+/]*={0,2}$/.test(value) && value.length % 4 === 0,
};

/** Whether the text has the format; a format that is not known here accepts everything, as Kubernetes does. */
export function isFormat(format: string, value: string): boolean {
  return FORMATS[format]?.(value) ?? true;
}
