/** What is planned and not there yet: by area, what people will be able to do. Remove a line with the commit that makes it true. */
export const planned: readonly { readonly area: string; readonly what: readonly string[] }[] = [
  {
    area: "Modules",
    what: [
      "events, courses and portfolio (announced in the catalogue)",
      "modules in repositories of their own: a packed SDK and a command that makes one",
      "search, filters, own design, pages of text, import and export in every module",
    ],
  },
  {
    area: "Money",
    what: [
      "owners pay for their tariff: YooKassa, T-Kassa, an invoice for companies; receipts by 54-ФЗ",
      "an end of the trial that suspends, and a payment that lifts it",
      "buyers pay on the site by the owner's own provider",
    ],
  },
  {
    area: "People",
    what: [
      "a team of an owner: managers and viewers, invited by phone",
      "the moderator's screens",
      "a second factor for staff; acting as a tenant, with a banner and a record",
      "codes by Telegram, MAX, VK ID and e-mail; several SMS services with costs and health",
    ],
  },
  {
    area: "Fleet",
    what: [
      "updates of modules in waves, with a way back",
      "idle sites that sleep and wake with the first request",
      "a backup of each instance, proved by restoring it; moving a tenant; deletion with a date",
      "own domains of owners, with a proof of ownership",
    ],
  },
  {
    area: "Platform",
    what: [
      "one door out of tenants' pods, files in S3-compatible storage, mail",
      "images and chart published for amd64 and arm64, signed, with a bill of materials",
      "traces (OpenTelemetry)",
      "`npm start -- --cluster`: the platform on a given cluster",
    ],
  },
];
