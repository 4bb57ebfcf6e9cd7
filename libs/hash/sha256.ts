import { createHash } from 'node:crypto';
import { open } from 'node:fs/promises';
import type { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';

/** Bytes that are read and hashed at a time: a tenth of a millisecond of the event loop. */
const READ_BYTES = 256 * 1024;

/**
 * The SHA-256 of a file in hex. One buffer serves all reads: a stream would allocate each of them, and what the garbage collector did about
 * that took twice the time of the hash. @throws the system error of reading it
 */
export async function sha256OfFile(path: string): Promise<string> {
  const sum = createHash('sha256');
  const handle = await open(path, 'r');
  try {
    const { size } = await handle.stat();
    const buffer = Buffer.allocUnsafeSlow(Math.min(size + 1, READ_BYTES));
    for (;;) {
      const { bytesRead } = await handle.read(buffer, 0, buffer.length);
      if (bytesRead === 0) return sum.digest('hex');
      sum.update(buffer.subarray(0, bytesRead));
    }
  } finally {
    await handle.close();
  }
}

/** The SHA-256 in hex of a stream, which is read to its end. Rejects when it fails. */
export async function sha256OfStream(stream: Readable): Promise<string> {
  const sum = createHash('sha256');
  await pipeline(stream, sum);
  return sum.digest('hex');
}
