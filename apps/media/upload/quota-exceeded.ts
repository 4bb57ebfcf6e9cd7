import { Problem } from '#libs/contract/errors.js';
import { formatBytes } from '#libs/domain/format-bytes.js';

/** The refusal of a picture for which the quota leaves no room; all in bytes. */
export function quotaExceeded({ used, quota, needed }: { used: number; quota: number; needed: number }): Problem {
  const space = `${formatBytes(used)} of your ${formatBytes(quota)} are used, and this picture needs ${formatBytes(needed)}`;
  const advice = needed > quota ? 'Send a smaller version of it.' : 'Empty the trash or delete pictures for good, then send it again.';
  return new Problem('QUOTA_EXCEEDED', `${space}. ${advice}`);
}
