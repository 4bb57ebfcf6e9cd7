import { chmodSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { ChildDecoder } from '../decoder/child-decoder.js';
import { decoderContract } from '../decoder/decoder.contract.js';
import { DecoderServer } from './decoder-server.js';
import { SocketDecoder } from './socket-decoder.js';

const LIMITS = { maxPixels: 100e6, maxJpegPixels: 256e6 };

decoderContract('ChildDecoder', async (wanted) => {
  const decoder = new ChildDecoder({ ...LIMITS, ...wanted });
  return { decoder, pids: () => decoder.pids, close: () => decoder.close() };
});

decoderContract('SocketDecoder', async ({ children, ...wanted }) => {
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
});
