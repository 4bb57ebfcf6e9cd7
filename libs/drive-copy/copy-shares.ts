import { isDeepStrictEqual } from 'node:util';

import type { ShareRow } from '#libs/ports/share-repository.js';

import type { CopySource, DriveEndpoint } from './drive-endpoint.js';

const PAGE = 200;

/** Copies the shares of all accounts and their view counts, with changes and removals since an earlier run. Returns how many. */
export async function copyShares(source: CopySource, target: DriveEndpoint): Promise<number> {
  let count = 0;
  for (const { id: owner } of await source.users.list()) {
    const [wanted, existing] = await Promise.all([sharesOf(source.shares, owner), sharesOf(target.shares, owner)]);
    for (const [id, share] of existing) if (!isDeepStrictEqual(share, wanted.get(id))) await target.shares.remove(owner, id);
    for (const [id, share] of wanted) if (!isDeepStrictEqual(share, existing.get(id))) await target.shares.insert(share);
    count += wanted.size;
  }
  return count;
}

/** A line for each share that differs. */
export async function compareShares(source: CopySource, target: DriveEndpoint): Promise<string[]> {
  const wrong: string[] = [];
  for (const { id: owner, email } of await source.users.list()) {
    const [wanted, existing] = await Promise.all([sharesOf(source.shares, owner), sharesOf(target.shares, owner)]);
    for (const [id, share] of wanted) {
      if (!isDeepStrictEqual(share, existing.get(id))) wrong.push(`the link ${share.name ?? id} of ${email} is missing or different`);
    }
  }
  return wrong;
}

/** All shares of an owner, by id. */
export async function sharesOf(shares: CopySource['shares'], owner: string): Promise<Map<string, ShareRow>> {
  const found = new Map<string, ShareRow>();
  let page: ShareRow[] = [];
  do {
    const before = page.at(-1)?.id;
    page = await shares.list(owner, { limit: PAGE, ...(before !== undefined && { before }) });
    for (const share of page) found.set(share.id, share);
  } while (page.length === PAGE);
  return found;
}
