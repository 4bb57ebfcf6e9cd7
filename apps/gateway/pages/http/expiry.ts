const DAY = 24 * 60 * 60 * 1000;

/** Whether a link or a token has expired. @param expiresAt null: never */
export function hasExpired({ expiresAt }: { expiresAt: string | null }, now: Date): boolean {
  return expiresAt !== null && new Date(expiresAt) <= now;
}

/** When something expires that is valid for so many days from now. @param days as the form sends it; empty: null, never */
export function expiryAfter(days: string): string | null {
  return days === '' ? null : new Date(Date.now() + Number(days) * DAY).toISOString();
}
