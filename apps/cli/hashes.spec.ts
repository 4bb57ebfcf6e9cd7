import { createHash } from 'node:crypto';
import { appendFile, mkdtemp, readFile, rename, rm, stat, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';

import { Hashes } from './hashes.js';

const picture = (text: string) => Buffer.concat([Buffer.from([0xff, 0xd8, 0xff, 0xe0]), Buffer.from(text.padEnd(64))]);
const sum = (text: string) => createHash('sha256').update(picture(text)).digest('hex');

/** A time that can be given back to a file exactly. */
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

/** As if the files had lain there for a minute. */
function later(): void {
  vi.useFakeTimers({ toFake: ['Date'], now: Date.now() + 60_000 });
}
/** A run of its own: what it says of the file, and how many files it read for that. */
async function run(path = file): Promise<[string | null, number]> {
  const hashes = await Hashes.open(kept);
  const sha256 = await hashes.of(path);
  await hashes.keep();
  return [sha256, hashes.read];
}

describe('Hashes', () => {
  it('read a file that stays as it is once, for that run and the later ones', async () => {
    later();
    const hashes = await Hashes.open(kept);
    expect([await hashes.of(file), await hashes.of(file), hashes.read]).toEqual([sum('one'), sum('one'), 1]);
    await hashes.keep();
    expect(await run()).toEqual([sum('one'), 0]);
    expect((await stat(kept)).mode & 0o777).toBe(0o600);
  });

  it.each([
    ['longer', () => appendFile(file, 'more')],
    ['written again', () => writeFile(file, picture('two'))],
    ['another with the same name, size and time', () => writeFile(`${file}.new`, picture('two')).then(() => rename(`${file}.new`, file))],
    ['of another time', async () => utimes(file, 1, 1)],
  ])('read it again once it is %s', async (_, change) => {
    later();
    await run();
    await change();
    // Back to what it was, as programs do that write into a picture.
    if (_ !== 'of another time') await utimes(file, OLD, OLD);
    const bytes = await readFile(file);
    expect(await run()).toEqual([createHash('sha256').update(bytes).digest('hex'), 1]);
  });

  it('do not trust what was changed a moment ago: one more change could have the same time', async () => {
    await run();
    expect(await run()).toEqual([sum('one'), 1]);
  });

  it('trust no line of another size, time or file, and none that is damaged', async () => {
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

  it('lose nothing but half a line when a command is killed', async () => {
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

  it('do not let the file grow without end', async () => {
    later();
    await run();
    const [line] = (await readFile(kept, 'utf8')).trim().split('\n');
    await writeFile(kept, `${line}\n`.repeat(5_000));
    expect(await run()).toEqual([sum('one'), 0]);
    expect((await readFile(kept, 'utf8')).trim()).toBe(line);
  });

  it('do without a file where none can be kept', async () => {
    later();
    await writeFile(join(folder, 'settings'), 'no folder');
    expect(await run()).toEqual([sum('one'), 1]);
  });

  it('say of a film that it is no picture', async () => {
    await writeFile(file, 'a film');
    expect((await run())[0]).toBeNull();
  });
});
