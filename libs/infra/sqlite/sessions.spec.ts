import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { sessionRepositoryContract } from '#libs/ports/session-repository.contract.js';

import { SqliteSessionRepository } from './sessions.js';

sessionRepositoryContract('SqliteSessionRepository', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'shoebox-sessions-'));
  const sessions = await SqliteSessionRepository.open(join(folder, 'auth.db'));
  const close = async () => {
    await sessions.close();
    await rm(folder, { recursive: true });
  };
  return { sessions, close };
});
