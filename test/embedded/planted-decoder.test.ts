import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmod, copyFile, cp, mkdir, mkdtemp, rm, stat, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

import { afterEach, beforeEach, expect, it } from 'vitest';

import { ImageError } from '#libs/imaging/image-error.js';
import { SocketDecoder } from '#libs/imaging/decoder-service/socket-decoder.js';

import { jpeg } from '../harness/images/images.js';
const CHILD = fileURLToPath(new URL('../harness/planted-child.mjs', import.meta.url));
const LIMITS = { maxPixels: 100e6, maxJpegPixels: 256e6, maxSide: 20_000, format: 'jpeg' } as const;

let folder: string;
let service: ChildProcess | undefined;
let decoder: SocketDecoder;
let exits: string[];

/** The built decoder as it runs, but with children that a picture took over. */
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'planted-'));
  await chmod(folder, 0o711);
  const program = join(folder, 'program');
  await mkdir(program);
  await copyFile('package.json', join(program, 'package.json'));
  await cp('dist', join(program, 'dist'), { recursive: true });
  await symlink(join(process.cwd(), 'node_modules'), join(program, 'node_modules'));
  await copyFile(CHILD, join(program, 'dist/libs/imaging/decoder/child.js'));
  const socket = join(folder, 'decoder.sock');
  const env = { SHOEBOX_DECODER_SOCKET: socket, SHOEBOX_TMP_DIR: join(folder, 'data/tmp'), SHOEBOX_WORKER_CONCURRENCY: '1' };
  service = spawn(process.execPath, ['dist/apps/decoder/main.js'], { cwd: program, env, stdio: ['ignore', 'pipe', 'inherit'] });
  exits = [];
  decoder = new SocketDecoder({ ...LIMITS, sockets: [socket], waitMs: 30_000, onExit: (cause) => exits.push(cause) });
  await decoder.learnWalls();
});
afterEach(async () => {
  await decoder.close();
  service?.kill('SIGTERM');
  if (service) await once(service, 'exit');
  await rm(folder, { recursive: true });
});

it('code in a child of the decoder reaches no other child, nor anything else that is not its own', async () => {
  const said = await Promise.all(
    ['one', 'two'].map(async (owner) => {
      const file = join(folder, `${owner}.jpg`);
      await writeFile(file, await jpeg(300, 200), { mode: 0o600 });
      const refused = await decoder.readHeader(file, 'image/jpeg', { owner }).catch((error: unknown) => error);
      expect(refused).toBeInstanceOf(ImageError);
      return [JSON.parse((refused as ImageError).message.slice(0, -1)) as object, (await stat(file)).size] as const;
    }),
  );
  // With namespaces a child sees no process. There is none of processes, so that what has no user of its own may signal that of its parent.
  const sibling = !decoder.walls.includes('files');
  const reached = decoder.walls.includes('user') ? [] : ['endParent'];
  for (const [found, bytes] of said) expect(found).toEqual({ bytes, sibling, tried: 26, reached });
});

it('a child that names a file as its result, or sends what is no picture, is ended as one that crashed on its picture', async () => {
  const file = join(folder, 'lie.jpg');
  await writeFile(file, Buffer.concat([await jpeg(300, 200), Buffer.from('LIE')]));
  await expect(decoder.readHeader(file, 'image/jpeg')).rejects.toMatchObject({ name: 'ImageError', code: 'BROKEN_IMAGE' });
  const told: string[] = [];
  const rendering = decoder.render(file, 'image/jpeg', folder, async ({ name }) => void told.push(name));
  await expect(rendering).rejects.toMatchObject({ name: 'DecoderGone', crashed: true });
  await expect(decoder.checkVariant(file, 'image/jpeg')).rejects.toMatchObject({ name: 'DecoderGone', crashed: true });
  expect([told, exits]).toEqual([[], ['answer', 'answer', 'answer']]);
});
