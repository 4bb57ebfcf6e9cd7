import type { Readable } from 'node:stream';

/** One message between decoder processes: a head, which is JSON, and bytes that belong to it. */
export interface Frame {
  head: unknown;
  body: Buffer;
}

/** Bytes of the largest head: camera data and an error text are some hundreds. */
const MAX_HEAD = 65_536;
/** In front of each frame stand the lengths of its head and its body, 32 bits each, big-endian. */
const LENGTHS = 8;

/** What came is no frame, or one that is too large. Whoever sent it is not to be trusted with anything more. */
export class BadFrame extends Error {
  constructor(message: string) {
    super(message);
    this.name = 'BadFrame';
  }
}

/** A frame as it is sent. */
export function frame(head: object, body: Uint8Array = Buffer.alloc(0)): Buffer {
  const text = Buffer.from(JSON.stringify(head));
  const lengths = Buffer.alloc(LENGTHS);
  lengths.writeUInt32BE(text.length, 0);
  lengths.writeUInt32BE(body.length, 4);
  return Buffer.concat([lengths, text, body]);
}

/**
 * The frames of a stream until it ends. Never holds more than one frame and one chunk. @param maxBody bytes that a body may have
 * @throws BadFrame at the first that is none, and what the stream fails with
 */
export async function* readFrames(stream: Readable, maxBody: number): AsyncGenerator<Frame, void> {
  let chunks: Buffer[] = [];
  let length = 0;
  let needed = LENGTHS;
  for await (const chunk of stream as AsyncIterable<Buffer>) {
    chunks.push(chunk);
    length += chunk.length;
    if (length < needed) continue;
    let bytes = Buffer.concat(chunks);
    while ((needed = frameLength(bytes, maxBody)) <= bytes.length) {
      yield parse(bytes.subarray(0, needed));
      bytes = bytes.subarray(needed);
    }
    chunks = [bytes];
    length = bytes.length;
  }
}

/** Bytes of the frame that begins here, or as many as say it. */
function frameLength(bytes: Buffer, maxBody: number): number {
  if (bytes.length < LENGTHS) return LENGTHS;
  const [head, body] = [bytes.readUInt32BE(0), bytes.readUInt32BE(4)];
  if (head > MAX_HEAD || body > maxBody) throw new BadFrame(`A frame of ${head} and ${body} bytes is too large.`);
  return LENGTHS + head + body;
}

function parse(bytes: Buffer): Frame {
  const end = LENGTHS + bytes.readUInt32BE(0);
  try {
    return { head: JSON.parse(bytes.toString('utf8', LENGTHS, end)), body: bytes.subarray(end) };
  } catch {
    throw new BadFrame('The head of a frame is not JSON.');
  }
}
