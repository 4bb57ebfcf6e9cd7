import { randomBytes } from 'node:crypto';

import { chunk } from './png.js';

/** The same pixels in bytes that no other file has, made in no time: a JPEG with a comment (ITU-T T.81 section B.2.4.5). */
export function distinctJpeg(jpeg: Buffer): Buffer {
  const comment = Buffer.from(randomBytes(12).toString('hex'));
  const marker = Buffer.from([0xff, 0xfe, 0, comment.length + 2]);
  return Buffer.concat([jpeg.subarray(0, 2), marker, comment, jpeg.subarray(2)]);
}

/** The same for a PNG: a text after its header, which always ends at byte 33. */
export function distinctPng(png: Buffer): Buffer {
  const text = chunk('tEXt', Buffer.from(`Comment\0${randomBytes(12).toString('hex')}`, 'latin1'));
  return Buffer.concat([png.subarray(0, 33), text, png.subarray(33)]);
}
