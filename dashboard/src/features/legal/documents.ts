/** The documents under `/legal`. */
export const legalDocuments = ["offer", "privacy", "consent"] as const;

/** One of {@link legalDocuments}. */
export type LegalDocument = (typeof legalDocuments)[number];
