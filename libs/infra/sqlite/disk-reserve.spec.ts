import { mkdtemp, readdir, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';

import { DiskReserve } from './disk-reserve.js';
import { SqliteDatabase } from './database.js';
import { RepositoryFull } from '#libs/ports/errors.js';

describe('DiskReserve', () => {
  let folder: string;
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'shoebox-reserve-'));
  });
  afterEach(async () => rm(folder, { recursive: true }));

  it('uses disk space until it is freed, and is created again', async () => {
    const reserve = new DiskReserve(folder);
    for (let round = 0; round < 2; round++) {
      expect([await reserve.create(), await reserve.create()]).toEqual([true, false]);
      const { blocks, mode } = await stat(join(folder, 'reserve'));
      expect(blocks * 512).toBeGreaterThanOrEqual(8 * 2 ** 20);
      expect(mode & 0o777).toBe(0o600);
      expect([await reserve.free(), await reserve.free()]).toEqual([true, false]);
      expect(await readdir(folder)).toEqual([]);
    }
  });

  it('is freed by a deletion, and by no other change', async () => {
    const database = await SqliteDatabase.open(join(folder, 'notes.db'), ['CREATE TABLE notes (text TEXT) STRICT']);
    await database.reserve.create();
    const change = { sql: 'INSERT INTO notes VALUES (?)', params: ['x'] };
    const write = vi.spyOn(database, 'write').mockRejectedValueOnce(new RepositoryFull());
    await expect(database.write(change)).rejects.toThrow(RepositoryFull);
    expect(await readdir(folder)).toContain('reserve');
    write.mockRejectedValueOnce(new RepositoryFull());
    await database.writeUsingReserve(change);
    expect(await readdir(folder)).not.toContain('reserve');
    expect(database.all('SELECT text FROM notes')).toHaveLength(1);
    write.mockRejectedValue(new RepositoryFull());
    await expect(database.writeUsingReserve(change)).rejects.toThrow(RepositoryFull);
    await database.close();
  });
});
