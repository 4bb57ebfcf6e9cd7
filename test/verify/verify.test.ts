import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import { loadConfig } from '#libs/config/config.js';
import type { ImageRow } from '#libs/domain/image/image-row.js';
import { newId } from '#libs/domain/image/keys.js';
import { openMediaDatabase, openObjectStore } from '#libs/infra/open.js';
import type { MediaDatabase } from '#libs/ports/databases.js';
import type { ObjectStore } from '#libs/ports/object-store.js';

import { runCommand } from '../harness/commands/commands.js';
import { startDrive } from '../harness/drive/drive.js';
import { Stack } from '../harness/drive/stack.js';
import { Client } from '../harness/http/client.js';
import { settled, until } from '../harness/http/until.js';
import { describeOn, realServer } from '../harness/servers/servers.js';
import { EACH, PICTURES, uploadMany, LONG_MS, use } from './people.js';
import { bytesOf, flipped, mongoRows, putBytes, replaceBytes, sqliteRows, type RawRows } from './damages.js';

interface Line {
  kind?: string;
  image?: string;
  repaired?: string;
  complete?: boolean;
  pictures?: number;
  originals?: number;
  damaged?: number;
  findings?: Record<string, number>;
}

/** A running drive, and how to reach what it stores. */
interface Form {
  url: string;
  /** Settings of the drive for the command. */
  env: Record<string, string>;
  rows: RawRows;
  close(): Promise<unknown>;
}

function suite(title: string, open: () => Promise<Form>): void {
  describe(title, () => {
    let form: Form;
    let ada: Client;
    let database: MediaDatabase;
    let objects: ObjectStore;
    let ids: string[];

    beforeAll(async () => {
      form = await open();
      const config = loadConfig(form.env);
      [database, objects] = await Promise.all([openMediaDatabase(config), openObjectStore(config)]);
      ada = await Client.signUp(form.url);
      ids = await uploadMany(ada, 1, PICTURES);
    }, LONG_MS);
    afterAll(async () => {
      await Promise.all([database.close(), objects.close()]);
      await form.close();
    });

    /** @returns the exit code, the findings as `kind image` in order, and the last line */
    const verify = (...args: string[]) => verifyWith({}, ...args);
    async function verifyWith(env: Record<string, string>, ...args: string[]) {
      const { code, out, errors } = await runCommand('verify', ['--json', ...args], { ...form.env, ...env });
      const lines = out
        .split('\n')
        .filter(Boolean)
        .map((line) => JSON.parse(line) as Line);
      const found = lines.filter(({ kind }) => kind);
      return { code, errors, found, keys: found.map(keyOf).sort(), end: lines.at(-1) };
    }
    const row = async (id: string): Promise<ImageRow> => (await database.images.find(id))!;

    it('finds nothing in a drive that is in order, nor while people use it', { timeout: LONG_MS }, async () => {
      expect(await verify()).toMatchObject({ code: 0, found: [], end: { complete: true, pictures: PICTURES, originals: PICTURES } });
      const ended = new AbortController();
      const using = use(ada, ended.signal);
      try {
        for (let run = 0; run < 3; run++) expect(await verify()).toMatchObject({ code: 0, found: [] });
      } finally {
        ended.abort();
        await using;
      }
    });

    it('reads a share of the pictures when asked to', { timeout: LONG_MS }, async () => {
      const { code, end } = await verify('--sample', '50%');
      expect(code).toBe(0);
      expect(end!.originals).toBeLessThan(end!.pictures!);
      expect(end!.originals).toBeGreaterThan(0);
    });

    describe('with damages of every kind', () => {
      const expected: { kind: string; image: string }[] = [];
      let free: string[];
      const whole = new Map<string, Buffer>();
      const take = () => free.shift()!;
      const note = (kind: string, image: string) => void expected.push({ kind, image });

      /** Plants one kind of damage EACH times. */
      async function plant(work: (row: ImageRow) => Promise<void>): Promise<void> {
        for (let n = 0; n < EACH; n++) await work(await row(take()));
      }
      async function alter(kind: string, found: ImageRow, change: (bytes: Buffer) => Buffer): Promise<void> {
        const bytes = await bytesOf(objects, found.originalKey);
        whole.set(found.id, bytes);
        await replaceBytes(objects, found.originalKey, change(bytes));
        note(kind, found.id);
      }

      beforeAll(async () => {
        free = [...ids];
        // First what must be older than the grace period.
        await plant(async ({ owner, id }) => {
          await putBytes(objects, `${owner}/${id}/0-0/s`, Buffer.from('a size that no row names'));
          note('ORPHAN_VARIANT', id);
        });
        await plant(async ({ id }) => {
          await form.rows.lose(id);
          note('ORPHAN_ORIGINAL', id);
        });
        await plant((found) => alter('ORIGINAL_ALTERED', found, flipped));
        await plant((found) => alter('ORIGINAL_ALTERED', found, (bytes) => bytes.subarray(0, bytes.length - 20)));
        await plant(async (found) => {
          const other = await row(take());
          const [mine, theirs] = [await bytesOf(objects, found.originalKey), await bytesOf(objects, other.originalKey)];
          await alter('ORIGINAL_ALTERED', other, () => mine);
          await alter('ORIGINAL_ALTERED', found, () => theirs);
        });
        await plant(async (found) => {
          await objects.remove([found.originalKey]);
          note('ORIGINAL_MISSING', found.id);
        });
        await plant(async ({ id, sizes }) => {
          await objects.remove([sizes.m.key!]);
          note('VARIANT_MISSING', id);
        });
        await plant(async ({ id, sizes }) => {
          const bytes = await bytesOf(objects, sizes.s.key!);
          await replaceBytes(objects, sizes.s.key!, bytes.subarray(0, bytes.length - 9));
          note('VARIANT_ALTERED', id);
        });
        await plant(async ({ id, sizes }) => {
          // Of the right length, but no picture.
          await replaceBytes(objects, sizes.l.key!, Buffer.alloc(sizes.l.bytes!, 7));
          note('VARIANT_ALTERED', id);
        });
        await plant(async ({ id }) => {
          await form.rows.spoilDerived(id);
          note('DERIVED_WRONG', id);
        });
        await plant(async ({ id, sortAt }) => {
          await database.images.update(id, {}, { set: { sortAt: new Date(sortAt.getTime() + 1) } });
          note('DERIVED_WRONG', id);
        });
        await plant(async ({ id }) => {
          await form.rows.dropHold(id);
          note('HASH_NOT_HELD', id);
        });
        if (await form.rows.spoilCounts(ada.user.id)) note('COUNTS_WRONG', 'undefined');
        const lost = Array.from({ length: EACH }, () => newId());
        const album = { id: newId(), owner: ada.user.id, name: 'Rome', order: 'hand' as const, cover: null, createdAt: new Date() };
        await database.albums.insert({ ...album, images: [ids.at(-1)!, ...lost, ids.at(-2)!] });
        for (const id of lost) note('ALBUM_MEMBER_MISSING', id);
        const made = await ada.json('POST', '/api/shares', { imageIds: [ids.at(-1)!] }, { status: 201 });
        const share = made.json<{ id: string }>();
        await database.shares.update(ada.user.id, share.id, { imageIds: [...lost, ids.at(-1)!] });
        for (const id of lost) note('SHARE_MEMBER_MISSING', id);
        const orphan = expected[0]!.image;
        const { modifiedAt } = await objects.stat(`${ada.user.id}/${orphan}/0-0/s`);
        await until(async () => (Date.now() - modifiedAt.getTime() > 2_000 ? true : null));
      }, LONG_MS);

      it('reports exactly those, once each, with picture, owner and what it is', { timeout: LONG_MS }, async () => {
        const { code, keys, found, end } = await verify();
        expect(keys).toEqual(expected.map(keyOf).sort());
        expect([code, end!.complete, end!.damaged]).toEqual([1, true, expected.filter(isDamage).length]);
        const details = JSON.stringify(found);
        for (const text of ['it is cut: ', 'it holds the bytes of another picture, ', `"owner":"${ada.user.name}"`, '"hint":"Restore'])
          expect(details).toContain(text);
        process.stdout.write(`${JSON.stringify({ form: title, pictures: PICTURES, planted: expected.length, ...end })}\n`);
      });

      it('repairs what can be, so that the next run reports only originals', { timeout: LONG_MS }, async () => {
        const before = await Promise.all([...whole.keys()].map(async (id) => bytesOf(objects, (await row(id)).originalKey)));
        const repaired = await verify('--repair');
        // The worker may have made sizes again already, and those that they replace are old.
        const wanted = expected.map(keyOf).sort();
        expect(repaired.keys.filter((key) => wanted.includes(key) || !key.startsWith('ORPHAN_VARIANT'))).toEqual(wanted);
        const left = expected.filter((planted) => isDamage(planted) || planted.kind === 'ORPHAN_ORIGINAL');
        expect(
          repaired.found
            .filter((line) => !line.repaired)
            .map(keyOf)
            .sort(),
        ).toEqual(left.map(keyOf).sort());
        for (const { kind, image } of expected) if (kind.startsWith('VARIANT')) expect((await settled(ada, image)).state).toBe('ready');
        expect(await verifyWith(USUAL)).toMatchObject({ code: 1, keys: expected.filter(isDamage).map(keyOf).sort() });
        // No original was touched, and each damaged one is known to be.
        expect(await Promise.all([...whole.keys()].map(async (id) => bytesOf(objects, (await row(id)).originalKey)))).toEqual(before);
        for (const { image } of expected.filter(isDamage)) expect((await row(image)).damagedAt).toBeInstanceOf(Date);
        const usage = (await ada.get('/api/usage')).json<{ images: number }>();
        expect(usage.images).toBe(PICTURES - EACH);
      });

      it('forgets the damage of an original that was brought back', { timeout: LONG_MS }, async () => {
        for (const [id, bytes] of whole) await replaceBytes(objects, (await row(id)).originalKey, bytes);
        const missing = expected.filter(({ kind }) => kind === 'ORIGINAL_MISSING');
        expect(await verify('--repair', '--sample', '1%')).toMatchObject({ keys: missing.map(keyOf).sort() });
        for (const id of whole.keys()) expect((await row(id)).damagedAt).toBeNull();
        expect(await verifyWith(USUAL)).toMatchObject({ code: 1, keys: missing.map(keyOf).sort() });
      });
    });
  });
}

const keyOf = ({ kind, image }: Line) => `${kind} ${image}`;
const isDamage = ({ kind }: Line) => kind === 'ORIGINAL_ALTERED' || kind === 'ORIGINAL_MISSING';

// The drive removes nothing of what was planted, since its own grace period is an hour.
const ENV = { SHOEBOX_UPKEEP_SECONDS: '1' };
const COMMAND = { SHOEBOX_GRACE_SECONDS: '1' };
/** With the grace period of the drive: the sizes that were made again have replaced others, which its maintenance removes. */
const USUAL = { SHOEBOX_GRACE_SECONDS: '3600' };

suite('an embedded drive', async () => {
  const drive = await startDrive({ env: ENV });
  return {
    url: drive.url,
    env: { SHOEBOX_DATA_DIR: drive.dataDir!, ...COMMAND },
    rows: sqliteRows(drive.dataDir!),
    close: () => drive.close(),
  };
});

describeOn('on real servers', [await realServer('mongo'), await realServer('s3'), await realServer('redis')], (mongo, s3, redis) => {
  suite('a stack', async () => {
    const stack = await Stack.start({ mongo: mongo!, s3: s3!, redis: redis! }, { env: ENV });
    const folder = await mkdtemp(join(tmpdir(), 'shoebox-verify-'));
    const { env } = stack.stores;
    return {
      url: stack.url,
      env: { ...env, SHOEBOX_DATA_DIR: folder, ...COMMAND },
      rows: mongoRows(env.SHOEBOX_DATABASE_URL),
      close: () => Promise.all([stack.close(), rm(folder, { recursive: true })]),
    };
  });
});
