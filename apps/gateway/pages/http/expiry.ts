/** Whether a link or a token has ended by itself. @param expiresAt null: it has no end */
export function hasEnded({ expiresAt }: { expiresAt: string | null }, now: Date): boolean {
  return expiresAt !== null && new Date(expiresAt) <= now;
}
