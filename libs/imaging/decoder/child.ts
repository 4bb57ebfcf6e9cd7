import { Socket } from 'node:net';

import { ImageError } from '#libs/imaging/image-error.js';
import { frame, readFrames } from '#libs/imaging/decoder/frames.js';
import { decodeWhole, readHeader } from '#libs/imaging/decoder/open.js';
import type { Reply, Request } from '#libs/imaging/decoder/protocol.js';
import { render } from '#libs/imaging/decoder/render.js';
import { transform } from '#libs/imaging/decoder/transform.js';

// The entry of a decoder child. It has no state worth keeping, so it is always killed: an orderly exit would first wait for libvips.

// A terminal and npm send these signals to the whole process group; the parent decides when a child ends.
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => undefined);

/** How Node and libvips say that a file can't be read or written. */
const DISK =
  /ENOENT|ENOSPC|EDQUOT|EROFS|EACCES|EIO|no such file|no space left|quota exceeded|read-only|permission denied|input\/output error|unable to open/i;

/** Its parent, at the other end of a pair of sockets (spawn.ts). */
const channel = new Socket({ fd: 3 });
// Writing fails once the parent has gone; so has reading, which ends the child.
channel.on('error', () => undefined);
send({ kind: 'ready' });
try {
  // Not awaited, so that the end of the parent is noticed in the middle of a picture.
  for await (const { head } of readFrames(channel, 0)) void answer(head as Request).then((said) => send(...said));
} finally {
  process.kill(process.pid, 'SIGKILL');
}

/** The reply that ends a request, and the file in its body. */
async function answer(request: Request): Promise<[Reply, Buffer?]> {
  send({ kind: 'begun' });
  try {
    if (request.kind === 'header') return [{ kind: 'header', header: await readHeader(request) }];
    if (request.kind === 'check') return [{ kind: 'checked', ...(await decodeWhole(request)) }];
    if (request.kind === 'transform') {
      const made = await transform(request);
      return made === null ? [{ kind: 'heavy' }] : [{ kind: 'transformed' }, made];
    }
    const made = await render(request, ({ name, data }) => send({ kind: 'variant', name }, data));
    return [made === null ? { kind: 'heavy' } : { kind: 'rendered', ...made }];
  } catch (error) {
    if (error instanceof ImageError) return [{ kind: 'refused', code: error.code, detail: error.message }];
    const message = error instanceof Error ? error.message : String(error);
    return [{ kind: 'failed', message, ofDisk: DISK.test(message) }];
  }
}

function send(reply: Reply, body?: Buffer): void {
  channel.write(frame(reply, body));
}
