import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { userRepositoryContract } from '#libs/ports/user-repository.contract.js';

import { SqliteUserRepository } from './users.js';

userRepositoryContract('SqliteUserRepository', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'shoebox-users-'));
  const users = await SqliteUserRepository.open(join(folder, 'auth.db'));
  const close = async () => {
    await users.close();
    await rm(folder, { recursive: true });
  };
  return { users, close };
});
