import { createHash } from 'node:crypto';
import { appendFile, mkdtemp, readFile, rename, rm, stat, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';

import { Hashes } from './hashes.js';

const picture = (text: string) => Buffer.concat([Buffer.from([0xff, 0xd8, 0xff, 0xe0]), Buffer.from(text.padEnd(64))]);
const sum = (text: string) => createHash('sha256').update(picture(text)).digest('hex');

/** A modification time that can be restored exactly. */
const OLD = 1_500_000_000;

let folder: string;
let file: string;
let kept: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'shoebox-hashes-'));
  [file, kept] = [join(folder, 'a.jpg'), join(folder, 'settings/hashes.jsonl')];
  await writeFile(file, picture('one'));
  await utimes(file, OLD, OLD);
});
afterEach(async () => {
  vi.useRealTimers();
  await rm(folder, { recursive: true });
});

/** As if a minute had passed. */
function later(): void {
  vi.useFakeTimers({ toFake: ['Date'], now: Date.now() + 60_000 });
}
/** A new run: the hash, and the number of files it read. */
async function run(path = file): Promise<[string | null, number]> {
  const hashes = await Hashes.open(kept);
  const sha256 = await hashes.of(path);
  await hashes.save();
  return [sha256, hashes.read];
}

describe('Hashes', () => {
  it('an unchanged file is read once, for this run and later ones', async () => {
    later();
    const hashes = await Hashes.open(kept);
    expect([await hashes.of(file), await hashes.of(file), hashes.read]).toEqual([sum('one'), sum('one'), 1]);
    await hashes.save();
    expect(await run()).toEqual([sum('one'), 0]);
    expect((await stat(kept)).mode & 0o777).toBe(0o600);
  });

  it.each([
    ['longer', () => appendFile(file, 'more')],
    ['written again', () => writeFile(file, picture('two'))],
    ['another with the same name, size and time', () => writeFile(`${file}.new`, picture('two')).then(() => rename(`${file}.new`, file))],
    ['of another time', async () => utimes(file, 1, 1)],
  ])('a file is read again when it is %s', async (_, change) => {
    later();
    await run();
    await change();
    // Back to what it was, as programs do that write into a picture.
    if (_ !== 'of another time') await utimes(file, OLD, OLD);
    const bytes = await readFile(file);
    expect(await run()).toEqual([createHash('sha256').update(bytes).digest('hex'), 1]);
  });

  it('a file changed a moment ago is not cached: another change could have the same time', async () => {
    await run();
    expect(await run()).toEqual([sum('one'), 1]);
  });

  it('lines with another size, time or inode, and damaged lines, are ignored', async () => {
    later();
    await run();
    const [path, stamp, hash] = JSON.parse((await readFile(kept, 'utf8')).trim()) as [string, string, string];
    const wrong = sum('wrong');
    const parts = stamp.split('-');
    for (let index = 0; index < parts.length; index++) {
      const other = parts.map((part, at) => (at === index ? `${part}0` : part)).join('-');
      await writeFile(kept, JSON.stringify([path, other, wrong]));
      expect(await run()).toEqual([hash, 1]);
    }
    for (const line of ['{', 'null', '\0\0', JSON.stringify([path, stamp, 'short']), JSON.stringify([path, stamp])]) {
      await writeFile(kept, line);
      expect(await run()).toEqual([hash, 1]);
    }
  });

  it('a killed command loses at most half a line', async () => {
    later();
    const other = join(folder, 'b.jpg');
    await writeFile(other, picture('two'));
    vi.setSystemTime(Date.now() + 60_000);
    await run();
    await appendFile(kept, '\n["/half/a/li');
    expect(await run(other)).toEqual([sum('two'), 1]);
    expect([await run(), await run(other)]).toEqual([
      [sum('one'), 0],
      [sum('two'), 0],
    ]);
  });

  it('the file is compacted', async () => {
    later();
    await run();
    const [line] = (await readFile(kept, 'utf8')).trim().split('\n');
    await writeFile(kept, `${line}\n`.repeat(5_000));
    expect(await run()).toEqual([sum('one'), 0]);
    expect((await readFile(kept, 'utf8')).trim()).toBe(line);
  });

  it('works without a file when it can’t be written', async () => {
    later();
    await writeFile(join(folder, 'settings'), 'no folder');
    expect(await run()).toEqual([sum('one'), 1]);
  });

  it('a file that is not a picture has no hash', async () => {
    await writeFile(file, 'a film');
    expect((await run())[0]).toBeNull();
  });
});
