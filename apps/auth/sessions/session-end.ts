const DAY = 24 * 60 * 60 * 1000;

/** When a session ends that was last used at this time. */
export function sessionEnd(lastUsedAt: Date, sessionDays: number): Date {
  return new Date(lastUsedAt.getTime() + sessionDays * DAY);
}
