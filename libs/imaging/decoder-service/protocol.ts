// What a SocketDecoder and a DecoderServer say to each other: frames (../decoder/frames.ts) over one connection of a Unix socket for each
// request. The server begins with `state`. The client says what is to be done; when a child is free the server says `send`, and the client
// sends the bytes of the image in frames of their own. Until its answer the server says at least every PING_MS that it is there. Its
// answer is one of a child's (../decoder/protocol.ts), with the variants before it, or `gone`. Either side may close at any time.
import { z } from 'zod';

import { IMAGE_TYPE_NAMES } from '#libs/domain/image-types.js';
import { FORMAT_NAMES } from '#libs/domain/transform/modifiers.js';

import { WALLS } from '../decoder/walls.js';

/** Milliseconds after which the server speaks again, and after which a silent one is given up. */
export const PING_MS = 5_000;
export const SILENCE_MS = 20_000;
/** Bytes that an image may have: far more than any that can be decoded. */
const MAX_IMAGE_BYTES = 4 * 2 ** 30;
/** Bytes of an image in one frame. */
export const CHUNK_BYTES = 262_144;

const limits = z.strictObject({ maxPixels: z.number(), maxJpegPixels: z.number(), maxSide: z.number() });
const image = { type: z.enum(IMAGE_TYPE_NAMES), limits, owner: z.string().max(200), bytes: z.int().nonnegative().max(MAX_IMAGE_BYTES) };

const area = z.strictObject({ width: z.int().positive(), height: z.int().positive() });
const transform = { modifiers: z.string().max(1_000), format: z.enum(FORMAT_NAMES), whole: area };

/** The first frame of a client. */
export const Ask = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('state') }),
  z.strictObject({ kind: z.literal('header'), ...image }),
  z.strictObject({ kind: z.literal('check'), ...image }),
  z.strictObject({ kind: z.literal('render'), ...image, format: z.enum(['jpeg', 'webp']), suspect: z.boolean() }),
  z.strictObject({ kind: z.literal('transform'), ...image, ...transform, suspect: z.boolean() }),
]);
export type Ask = z.output<typeof Ask>;
export type ImageAsk = Exclude<Ask, { kind: 'state' }>;

/** What a server says besides the answers of a child. */
export const Notice = z.discriminatedUnion('kind', [
  /** How its children are kept apart (walls.ts), and how many there are. */
  z.strictObject({ kind: z.literal('state'), walls: z.array(z.enum(WALLS)), children: z.int().nonnegative() }),
  z.strictObject({ kind: z.literal('waiting') }),
  z.strictObject({ kind: z.literal('send') }),
  /** A child ended while it worked on this image. */
  z.strictObject({ kind: z.literal('exit'), cause: z.string().max(24) }),
  /** A DecoderGone. */
  z.strictObject({ kind: z.literal('gone'), message: z.string().max(1000), crashed: z.boolean(), killed: z.boolean() }),
]);
export type Notice = z.output<typeof Notice>;
export const NOTICES: ReadonlySet<unknown> = new Set<Notice['kind']>(['state', 'waiting', 'send', 'exit', 'gone']);
