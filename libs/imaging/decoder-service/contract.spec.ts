import { chmodSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { expect, it, vi } from 'vitest';

import { ChildDecoder } from '../decoder/child-decoder.js';
import { decoderContract } from '../decoder/decoder.contract.js';
import { DecoderServer } from './decoder-server.js';
import { SocketDecoder } from './socket-decoder.js';

const LIMITS = { maxPixels: 100e6, maxJpegPixels: 256e6 };

decoderContract('ChildDecoder', async (wanted) => {
  const decoder = new ChildDecoder({ ...LIMITS, ...wanted });
  return { decoder, pids: () => decoder.pids, close: () => decoder.close() };
});

decoderContract('SocketDecoder', openService);

it('a request to a decoder service leaves no timer behind once it is answered', async () => {
  const { decoder, close } = await openService({ children: 1, maxSide: 100, format: 'jpeg', onExit: () => undefined });
  try {
    const timers = vi.spyOn(globalThis, 'setTimeout');
    const cleared = vi.spyOn(globalThis, 'clearTimeout');
    await expect(decoder.readHeader(import.meta.filename, 'image/jpeg')).rejects.toMatchObject({ name: 'ImageError' });
    // The time after which a header is given up whatever is said.
    const long = timers.mock.results.filter((_, n) => timers.mock.calls[n]![1] === 120_000).map(({ value }) => value as unknown);
    expect(long).toHaveLength(1);
    expect(cleared.mock.calls.map(([timer]) => timer)).toContain(long[0]);
  } finally {
    vi.restoreAllMocks();
    await close();
  }
});

async function openService({ children, ...wanted }: Parameters<Parameters<typeof decoderContract>[1]>[0]) {
  const folder = mkdtempSync(join(tmpdir(), 'decoder-service-'));
  // Children have users of their own where this process is root, who pass through here.
  chmodSync(folder, 0o711);
  const socket = join(folder, 'decoder.sock');
  const server = new DecoderServer({ socket, folder: join(folder, 'images'), children });
  await server.listen();
  const decoder = new SocketDecoder({ ...LIMITS, ...wanted, sockets: [socket], waitMs: 1_000 });
  const close = async () => {
    await decoder.close();
    await server.close();
    rmSync(folder, { recursive: true });
  };
  return { decoder, pids: () => server.pids, close };
}
