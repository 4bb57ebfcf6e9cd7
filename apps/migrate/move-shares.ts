import { isDeepStrictEqual } from 'node:util';

import type { ShareRepository, ShareRow } from '#libs/ports/share-repository.js';

import type { Place } from './place.js';

const PAGE = 200;

/** Copies the links of all accounts, with how often they were opened; what was ended or changed since an earlier call is here too. */
export async function moveShares(source: Place, target: Place): Promise<number> {
  let count = 0;
  for (const { id: owner } of await source.users.list()) {
    const [wanted, there] = await Promise.all([sharesOf(source.shares, owner), sharesOf(target.shares, owner)]);
    for (const [id, share] of there) if (!isDeepStrictEqual(share, wanted.get(id))) await target.shares.remove(owner, id);
    for (const [id, share] of wanted) if (!isDeepStrictEqual(share, there.get(id))) await target.shares.insert(share);
    count += wanted.size;
  }
  return count;
}

/** The links that are not the same in both places, in words. */
export async function compareShares(source: Place, target: Place): Promise<string[]> {
  const wrong: string[] = [];
  for (const { id: owner, email } of await source.users.list()) {
    const [wanted, there] = await Promise.all([sharesOf(source.shares, owner), sharesOf(target.shares, owner)]);
    for (const [id, share] of wanted) {
      if (!isDeepStrictEqual(share, there.get(id))) wrong.push(`the link ${share.name ?? id} of ${email} is not there, or not the same`);
    }
  }
  return wrong;
}

async function sharesOf(shares: ShareRepository, owner: string): Promise<Map<string, ShareRow>> {
  const found = new Map<string, ShareRow>();
  let page: ShareRow[] = [];
  do {
    const before = page.at(-1)?.id;
    page = await shares.list(owner, { limit: PAGE, ...(before !== undefined && { before }) });
    for (const share of page) found.set(share.id, share);
  } while (page.length === PAGE);
  return found;
}
