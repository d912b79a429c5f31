/**
 * The data of an answer that a page cannot do without.
 * @throws Error with core's code, for the page's error boundary and the log.
 */
export function must<T>(what: string, answer: { data?: T; error?: unknown }): T {
  if (answer.data !== undefined) return answer.data;
  throw new Error(`core did not give the ${what}`, { cause: answer.error });
}
