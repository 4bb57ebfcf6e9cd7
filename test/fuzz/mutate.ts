import { crc32 } from 'node:zlib';

import type { Random } from '../harness/images/random.js';

/** Bytes that formats give a meaning of their own: ends, signs, escapes. */
const SPECIAL = [0x00, 0x01, 0x7f, 0x80, 0xfe, 0xff];
/** Numbers that break sums and products of sizes. */
const SIZES = [0, 1, 0x7fff, 0x8000, 0xffff, 0x10000, 0x7fffffff, 0x80000000, 0xfffffffe, 0xffffffff];
/** Of a file's beginning, where most of what a decoder believes is said. */
const HEAD = 512;

type Change = (bytes: Buffer, random: Random, others: readonly Buffer[]) => Buffer;

/** A place, more often in the head than by its share. */
function place(bytes: Buffer, random: Random, room: number): number {
  const end = Math.max(0, bytes.length - room);
  return random.int(0, random.chance(0.6) ? Math.min(HEAD, end) : end);
}

const CHANGES: readonly Change[] = [
  function flipBit(bytes, random) {
    const at = place(bytes, random, 1);
    bytes[at]! ^= 1 << random.int(0, 7);
    return bytes;
  },
  function setByte(bytes, random) {
    bytes[place(bytes, random, 1)] = random.chance(0.5) ? random.pick(SPECIAL) : random.int(0, 255);
    return bytes;
  },
  function setNumber(bytes, random) {
    const number = random.pick(SIZES);
    if (bytes.length < 4) return bytes;
    const at = place(bytes, random, 4);
    const writes = [
      () => bytes.writeUInt32BE(number, at),
      () => bytes.writeUInt32LE(number, at),
      () => bytes.writeUInt16BE(number & 0xffff, at),
      () => bytes.writeUInt16LE(number & 0xffff, at),
    ];
    random.pick(writes)();
    return bytes;
  },
  function cut(bytes, random) {
    return bytes.subarray(0, random.int(12, bytes.length));
  },
  function repeat(bytes, random) {
    const at = place(bytes, random, 1);
    const part = bytes.subarray(at, at + random.int(1, 256));
    return Buffer.concat([bytes.subarray(0, at), ...Array.from({ length: random.int(2, 20) }, () => part), bytes.subarray(at)]);
  },
  function remove(bytes, random) {
    const at = place(bytes, random, 1);
    return Buffer.concat([bytes.subarray(0, at), bytes.subarray(at + random.int(1, 64))]);
  },
  function splice(bytes, random, others) {
    const other = random.pick(others);
    const [at, from] = [place(bytes, random, 1), place(other, random, 1)];
    return Buffer.concat([bytes.subarray(0, at), other.subarray(from, from + random.int(1, 1024)), bytes.subarray(at)]);
  },
];

/** A copy of the file with one to four changes, drawn from `random`. */
export function mutate(seed: Buffer, random: Random, others: readonly Buffer[]): Buffer {
  let bytes: Buffer = Buffer.from(seed);
  for (let changes = random.int(1, 4); changes > 0; changes--) bytes = random.pick(CHANGES)(bytes, random, others);
  return random.chance(0.8) ? withPngSums(bytes) : bytes;
}

const PNG = Buffer.from('\x89PNG\r\n\x1a\n', 'latin1');

/** A PNG with the right check sum after each chunk: with a wrong one a decoder looks no further. */
function withPngSums(bytes: Buffer): Buffer {
  if (!bytes.subarray(0, PNG.length).equals(PNG)) return bytes;
  for (let at = PNG.length; at + 12 <= bytes.length;) {
    const end = at + 8 + bytes.readUInt32BE(at);
    if (end + 4 > bytes.length) break;
    bytes.writeUInt32BE(crc32(bytes.subarray(at + 4, end)), end);
    at = end + 4;
  }
  return bytes;
}
