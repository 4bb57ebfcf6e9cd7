import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import sharp from 'sharp';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';

import { loadConfig } from '#libs/config/config.js';
import { createLogger } from '#libs/http/log.js';
import { DecoderServer } from '#libs/imaging/decoder-service/decoder-server.js';
import { Metrics } from '#libs/metrics/metrics.js';

import { openDecoder } from './open-decoder.js';

describe('openDecoder', () => {
  let folder: string;
  let lines: string[];
  const closing: (() => Promise<void>)[] = [];

  beforeEach(async () => {
    folder = mkdtempSync(join(tmpdir(), 'open-decoder-'));
    chmodSync(folder, 0o711);
    mkdirSync(join(folder, 'tmp'));
    lines = [];
    const picture = sharp({ create: { width: 24, height: 16, channels: 3, background: 'red' } });
    writeFileSync(join(folder, 'tmp/picture'), await picture.jpeg().toBuffer());
  });
  afterEach(async () => {
    for (const close of closing.splice(0).toReversed()) await close();
    rmSync(folder, { recursive: true });
  });

  function open(env: Record<string, string> = {}) {
    const config = loadConfig({ SHOEBOX_DATA_DIR: folder, ...env });
    const logger = createLogger('info', { write: (line) => void lines.push((JSON.parse(line) as { msg: string }).msg) });
    const metrics = new Metrics();
    const decoder = openDecoder(config, 1, { logger, metrics });
    closing.push(() => decoder.close());
    return { decoder, metrics };
  }

  const header = (decoder: ReturnType<typeof open>['decoder']) => decoder.readHeader(join(folder, 'tmp/picture'), 'image/jpeg');

  it('starts children of this process, and says behind which walls', async () => {
    const { decoder, metrics } = open();
    expect(await header(decoder)).toMatchObject({ width: 24, height: 16 });
    expect(lines).toEqual([expect.stringMatching(/^decoder children are behind (no )?walls/)]);
    expect(await metrics.text()).toContain('shoebox_decoder_children 1\n');
  });

  it('asks the decoder behind a socket, and says so, and what walls its children have', async () => {
    const socket = join(folder, 'decoder.sock');
    const { decoder, metrics } = open({ SHOEBOX_DECODER_SOCKET: socket });
    expect(lines).toEqual(['pictures are decoded elsewhere: this process starts no decoder children']);
    const server = new DecoderServer({ socket, folder: join(folder, 'images'), children: 1 });
    await server.listen();
    closing.push(() => server.close());
    await expect.poll(() => decoder.walls).toEqual(server.walls);
    expect(lines.slice(1)).toEqual([expect.stringMatching(/^the decoder answers; its children are behind walls: /)]);
    for (const wall of server.walls) expect(await metrics.text()).toContain(`shoebox_decoder_walls{wall="${wall}"} 1\n`);
    expect(await header(decoder)).toMatchObject({ width: 24, height: 16 });
    expect(server.pids).toHaveLength(1);
  });
});
