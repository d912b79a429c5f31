/** How long an owner tries the platform without paying. The dashboard's texts name it too; a test holds them together. */
export const trialDays = 14;

/** When a trial that starts now ends. */
export function planTrialEnd(startedAt: Date): Date {
  return new Date(startedAt.getTime() + trialDays * 86_400_000);
}
