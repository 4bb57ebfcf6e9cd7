import { Problem } from '#libs/contract/errors.js';

import { inWords } from './size-in-words.js';

/** The refusal of a picture for which the quota leaves no room; all in bytes. */
export function quotaExceeded({ used, quota, needed }: { used: number; quota: number; needed: number }): Problem {
  const space = `${inWords(used)} of your ${inWords(quota)} are used, and this picture needs ${inWords(needed)}`;
  const advice = needed > quota ? 'Send a smaller version of it.' : 'Empty the trash or delete pictures for good, then send it again.';
  return new Problem('QUOTA_EXCEEDED', `${space}. ${advice}`);
}
