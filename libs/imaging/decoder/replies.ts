import { z } from 'zod';

import { FORMATS, MAX_PIXELS, MAX_SIDE } from '#libs/domain/transform/modifiers.js';
import { VARIANT_NAMES, VARIANTS } from '#libs/domain/variants.js';

import { BadFrame, type Frame } from './frames.js';
import { type Measured, measure } from './measure.js';
import type { MadeVariant, Reply, Task, Transformed } from './protocol.js';

/** Characters of a text. */
const MAX_TEXT = 500;

const text = z.string().transform((value) => value.slice(0, MAX_TEXT));
const name = z.string().max(MAX_TEXT).nullable();
const amount = z.number().positive().nullable();
const side = z.int().positive();

/** What the camera wrote (libs/domain/image/image-row.ts). */
const CameraData = z.strictObject({
  camera: name,
  lens: name,
  exposureSeconds: amount,
  aperture: amount,
  iso: amount,
  focalLength: amount,
  place: z.boolean(),
});

/** The replies of a child, as protocol.ts has them; `type` and sizes are compared with the request besides. */
const Replies = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('ready') }),
  z.strictObject({ kind: z.literal('begun') }),
  z.strictObject({ kind: z.literal('variant'), name: z.enum(VARIANT_NAMES) }),
  z.strictObject({
    kind: z.literal('header'),
    header: z.strictObject({
      type: z.string(),
      width: side,
      height: side,
      takenAt: z.iso
        .datetime()
        .transform((at) => new Date(at))
        .nullable(),
      exif: CameraData.nullable(),
    }),
  }),
  z.strictObject({ kind: z.literal('rendered'), thumbhash: z.base64().max(60), isTruncated: z.boolean() }),
  z.strictObject({ kind: z.literal('checked'), width: side, height: side }),
  z.strictObject({ kind: z.literal('transformed') }),
  z.strictObject({ kind: z.literal('heavy') }),
  z.strictObject({ kind: z.literal('refused'), code: z.enum(['UNSUPPORTED_TYPE', 'BROKEN_IMAGE', 'TOO_MANY_PIXELS']), detail: text }),
  z.strictObject({ kind: z.literal('failed'), message: text, ofDisk: z.boolean() }),
]);

/** A reply without bytes. */
type Fixed = Exclude<Reply, { kind: 'variant' | 'transformed' }>;

/** A variant whose type and size its parent has found out. */
export type MeasuredVariant = MadeVariant & Measured;

/** Takes a variant. What the decoder says next is read when it has settled. */
export type OnMade = (variant: MeasuredVariant) => void | Promise<void>;

/**
 * Reads what a decoder says while it works on one request. It may be anything, for code of a picture may have said it: whatever does not
 * belong to the request, or is not what it must be, is a BadFrame.
 */
export class ReplyReader {
  readonly #task: Task | null;
  /** How many variants were made so far. */
  #made = 0;
  #hasBegun = false;

  /** @param task the one that runs; null: none does */
  constructor(task: Task | null) {
    this.#task = task;
  }

  /** @throws BadFrame */
  read({ head, body }: Frame): Fixed | Transformed | { kind: 'made'; variant: MeasuredVariant } {
    const parsed = Replies.safeParse(head);
    if (!parsed.success) throw new BadFrame(`Not a reply of a decoder: ${parsed.error.issues[0]?.message}`);
    const reply = parsed.data;
    if (reply.kind === 'variant') return { kind: 'made', variant: this.#variant(reply.name, body) };
    if (reply.kind === 'transformed') return this.#result(body);
    if (body.length > 0) throw new BadFrame(`The reply ${reply.kind} has no bytes.`);
    this.#expectFitting(reply as Fixed);
    return reply as Fixed;
  }

  /** A child makes each variant once, the smallest first, as large as it may be and of the format that was asked for. */
  #variant(variant: MadeVariant['name'], data: Buffer): MeasuredVariant {
    if (this.#task?.kind !== 'render' || VARIANT_NAMES[this.#made++] !== variant) throw new BadFrame(`The variant ${variant} is not next.`);
    const measured = measure(data);
    const types = this.#task.format === 'jpeg' ? ['image/jpeg', 'image/webp'] : ['image/webp'];
    const isAsked = measured && types.includes(measured.type);
    const fits =
      measured &&
      Math.min(measured.width, measured.height) > 0 &&
      Math.max(measured.width, measured.height) <= VARIANTS[variant].longestSide;
    if (!isAsked || !fits) throw new BadFrame(`The variant ${variant} is not what was asked for.`);
    // A copy: a part of what was read would keep all of it.
    return { name: variant, data: Buffer.from(data), ...measured };
  }

  /** The result of a transform is of the format that was asked for, and within the bounds that all have. */
  #result(data: Buffer): Transformed {
    const task = this.#task;
    if (task?.kind !== 'transform') throw new BadFrame('No transform was asked for.');
    const measured = measure(data);
    const fits =
      measured?.type === FORMATS[task.format].type &&
      Math.min(measured.width, measured.height) > 0 &&
      Math.max(measured.width, measured.height) <= MAX_SIDE &&
      measured.width * measured.height <= MAX_PIXELS;
    if (!fits) throw new BadFrame('The result is not what was asked for.');
    return { kind: 'transformed', data: Buffer.from(data), ...measured };
  }

  #expectFitting(reply: Fixed): void {
    const task = this.#task;
    const fits = (() => {
      switch (reply.kind) {
        case 'ready':
          return task === null;
        case 'begun': {
          const isFirst = !this.#hasBegun;
          this.#hasBegun = true;
          return task !== null && isFirst;
        }
        case 'refused':
        case 'failed':
          return task !== null;
        // Of one that runs alone already there would be no end.
        case 'heavy':
          return (task?.kind === 'render' && !task.alone) || (task?.kind === 'transform' && !task.alone);
        case 'rendered':
          return task?.kind === 'render' && this.#made === VARIANT_NAMES.length;
        case 'header': {
          const { type, width, height } = reply.header;
          return task?.kind === 'header' && type === task.type && Math.max(width, height) <= task.limits.maxSide;
        }
        case 'checked':
          return task?.kind === 'check';
      }
    })();
    if (!fits) throw new BadFrame(`The reply ${reply.kind} does not belong to a request of ${task?.kind ?? 'nobody'}.`);
  }
}
