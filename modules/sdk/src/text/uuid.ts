/** Whether a text is a UUID as PostgreSQL writes it; asked before a text from an address reaches a query. */
export function isUuid(text: string): boolean {
  return /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/.test(text);
}
