import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { describe, expect, it } from 'vitest';

import { inviteName, makeOpaqueToken, tokenHash } from '#libs/accounts/opaque-token.js';
import { loadConfig } from '#libs/config/config.js';
import { openAuthDatabase } from '#libs/infra/open.js';
import type { Invite, InviteRepository } from '#libs/ports/invite-repository.js';

import { invite, listInvites, withdrawInvite } from './invitations.command.js';

async function make(env: Record<string, string>, days = 7) {
  const folder = await mkdtemp(join(tmpdir(), 'shoebox-invite-'));
  const config = loadConfig({ ...env, SHOEBOX_DATA_DIR: folder });
  const auth = await openAuthDatabase(config);
  const lines: string[] = [];
  await invite(auth, { days }, config, { say: (line) => void lines.push(line) });
  const token = lines[0]!.split('/').at(-1)!;
  const kept = await auth.invites.find(tokenHash(token));
  await auth.close();
  await rm(folder, { recursive: true });
  return { lines, token, kept };
}

describe('invite', () => {
  it('prints a link with the public address and stores the hash and the expiry', async () => {
    const { lines, kept } = await make({ SHOEBOX_PUBLIC_URL: 'https://drive.example', SHOEBOX_SIGN_UP: 'invite' }, 3);
    expect(lines[0]).toMatch(/^https:\/\/drive\.example\/invite\/sbi_[\w-]{43}$/);
    expect(lines).toHaveLength(2);
    expect(kept!.usedAt).toBeNull();
    expect(kept!.expiresAt.getTime() - kept!.createdAt.getTime()).toBe(3 * 86_400_000);
    expect(lines[1]).toContain(kept!.expiresAt.toISOString().slice(0, 10));
  });

  it('names settings that are missing: the public address, and sign-up by invitation', async () => {
    const { lines } = await make({ SHOEBOX_PORT: '4321' });
    expect(lines[0]).toMatch(/^http:\/\/127\.0\.0\.1:4321\/invite\//);
    expect(lines.slice(2)).toEqual([expect.stringContaining('SHOEBOX_PUBLIC_URL'), expect.stringMatching(/SIGN_UP=invite.*is open/)]);
  });
});

it('withdraw accepts an ID, a token, and a link with or without a slash at the end', async () => {
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
      const exists = open.some((one) => one.tokenHash === hash);
      open = open.filter((one) => one.tokenHash !== hash);
      return exists;
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
    await withdrawInvite({ invites }, which, terminal);
  expect(open.map((one) => one.tokenHash)).toEqual([e!.hash]);
  for (const which of ['', '/', inviteName(e!.hash).slice(1), 'https://x.example/invite/', a!.token])
    await expect(withdrawInvite({ invites }, which, terminal)).rejects.toThrow('There is no open invitation');
  await listInvites({ invites }, terminal);
  expect(lines.at(-1)).toContain(inviteName(e!.hash));
  expect(lines.join('\n')).not.toContain(e!.token);
});
