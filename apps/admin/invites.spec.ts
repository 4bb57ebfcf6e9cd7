import { expect, it } from 'vitest';

import { inviteName, makeOpaqueToken } from '#libs/accounts/opaque-token.js';
import type { Invite, InviteRepository } from '#libs/ports/invite-repository.js';

import { listInvites, withdrawInvite } from './invites.js';

it('withdraws by name, token or link, whatever slash is behind it', async () => {
  const made = Array.from({ length: 5 }, () => makeOpaqueToken('invite'));
  const day = 86_400_000;
  let open: Invite[] = made.map(({ hash }) => ({
    tokenHash: hash,
    createdAt: new Date(),
    expiresAt: new Date(Date.now() + day),
    usedAt: null,
  }));
  const invites = {
    list: async () => open,
    remove: async (hash: string) => {
      const there = open.some(({ tokenHash }) => tokenHash === hash);
      open = open.filter(({ tokenHash }) => tokenHash !== hash);
      return there;
    },
  } as Partial<InviteRepository> as InviteRepository;
  const lines: string[] = [];
  const terminal = { say: (line: string) => void lines.push(line) };
  const [a, b, c, d, e] = made.map(({ token, hash }) => ({ token, hash }));
  for (const which of [
    inviteName(a!.hash).toUpperCase(),
    b!.token,
    `https://x.example/invite/${c!.token}`,
    `https://x.example/invite/${d!.token}/`,
  ])
    await withdrawInvite({ invites }, { which }, terminal);
  expect(open.map(({ tokenHash }) => tokenHash)).toEqual([e!.hash]);
  for (const which of ['', '/', inviteName(e!.hash).slice(1), 'https://x.example/invite/', a!.token])
    await expect(withdrawInvite({ invites }, { which }, terminal)).rejects.toThrow('There is no open invitation');
  await listInvites({ invites }, terminal);
  expect(lines.at(-1)).toContain(inviteName(e!.hash));
  expect(lines.join('\n')).not.toContain(e!.token);
});
