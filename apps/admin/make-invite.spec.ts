import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { describe, expect, it } from 'vitest';

import { tokenHash } from '#libs/accounts/opaque-token.js';
import { loadConfig } from '#libs/config/config.js';
import { openAuthDatabase } from '#libs/infra/open.js';

import { makeInvite } from './make-invite.js';

async function make(env: Record<string, string>, days = 7) {
  const folder = await mkdtemp(join(tmpdir(), 'shoebox-invite-'));
  const config = loadConfig({ ...env, SHOEBOX_DATA_DIR: folder });
  const auth = await openAuthDatabase(config);
  const lines: string[] = [];
  await makeInvite(auth, { days }, config, { say: (line) => void lines.push(line) });
  const token = lines[0]!.split('/').at(-1)!;
  const kept = await auth.invites.find(tokenHash(token));
  await auth.close();
  await rm(folder, { recursive: true });
  return { lines, token, kept };
}

describe('makeInvite', () => {
  it('prints a link at the public address and keeps the hash, until that day', async () => {
    const { lines, kept } = await make({ SHOEBOX_PUBLIC_URL: 'https://drive.example', SHOEBOX_SIGN_UP: 'invite' }, 3);
    expect(lines[0]).toMatch(/^https:\/\/drive\.example\/invite\/sbi_[\w-]{43}$/);
    expect(lines).toHaveLength(2);
    expect(kept!.usedAt).toBeNull();
    expect(kept!.expiresAt.getTime() - kept!.createdAt.getTime()).toBe(3 * 86_400_000);
    expect(lines[1]).toContain(kept!.expiresAt.toISOString().slice(0, 10));
  });

  it('says what else is needed where no address is set and the drive does not ask for invitations', async () => {
    const { lines } = await make({ SHOEBOX_PORT: '4321' });
    expect(lines[0]).toMatch(/^http:\/\/127\.0\.0\.1:4321\/invite\//);
    expect(lines.slice(2)).toEqual([expect.stringContaining('SHOEBOX_PUBLIC_URL'), expect.stringMatching(/SIGN_UP=invite.*is open/)]);
  });
});
