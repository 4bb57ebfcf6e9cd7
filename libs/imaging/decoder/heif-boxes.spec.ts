import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { hasNoTransform } from './heif-boxes.js';
import { heicFile, heicGrid } from './heic.fixture.js';

/** A box whose header claims this size instead of its own; `wide` in 64 bits. */
function box(type: string, content: Buffer[], { claims, wide = false }: { claims?: number; wide?: boolean } = {}): Buffer {
  const body = Buffer.concat(content);
  const header = Buffer.alloc(wide ? 16 : 8);
  const size = claims ?? header.length + body.length;
  header.writeUInt32BE(wide ? 1 : size);
  header.write(type, 4, 'latin1');
  if (wide) header.writeBigUInt64BE(BigInt(size), 8);
  return Buffer.concat([header, body]);
}

const ftyp = box('ftyp', [Buffer.from('heic\0\0\0\0heic')]);
const ispe = box('ispe', [Buffer.alloc(12)]);
const irot = box('irot', [Buffer.alloc(1)]);
const imir = box('imir', [Buffer.alloc(1)]);
const flags = Buffer.alloc(4);

function meta(properties: Buffer[]): Buffer {
  return box('meta', [flags, box('hdlr', [Buffer.alloc(24)]), box('iprp', [box('ipco', properties), box('ipma', [flags])])]);
}

describe('hasNoTransform', () => {
  let folder: string;
  beforeAll(() => (folder = mkdtempSync(join(tmpdir(), 'boxes-'))));
  afterAll(() => rmSync(folder, { recursive: true }));

  function lacks(...bytes: Buffer[]): boolean {
    const file = join(folder, 'picture');
    writeFileSync(file, Buffer.concat(bytes));
    return hasNoTransform(file);
  }

  it.each([
    ['none', [ispe], true],
    ['no properties at all', [], true],
    ['a rotation', [ispe, irot], false],
    ['a mirror', [imir, ispe], false],
    ['both', [ispe, irot, imir], false],
    ['none, and a thousand others', Array<Buffer>(1000).fill(ispe), true],
  ])('reads properties: %s', (_name, properties, expected) => {
    expect(lacks(ftyp, meta(properties))).toBe(expected);
  });

  it('reads files of real encoders', () => {
    expect(lacks(heicFile('exif-only'))).toBe(true);
    // pillow-heif mirrors 2 and 4, turns 3, 6 and 8, does both for 5 and 7.
    for (const orientation of [2, 3, 4, 5, 6, 7, 8]) expect(lacks(heicFile(`orientation-${orientation}`)), `${orientation}`).toBe(false);
    expect(lacks(heicFile('orientation-1'))).toBe(true);
    expect(lacks(heicGrid({ columns: 2, rows: 2 }))).toBe(true);
  });

  it('skips other boxes, 64-bit boxes and what follows', () => {
    const behind = [box('mdat', [Buffer.alloc(50)], { claims: 0 }), Buffer.from('no box')];
    expect(lacks(ftyp, box('free', [irot], { wide: true }), meta([ispe]), ...behind)).toBe(true);
    const wide = box('meta', [flags, box('iprp', [box('ipco', [ispe, irot], { wide: true })])], { wide: true });
    expect(lacks(ftyp, wide)).toBe(false);
    expect(lacks(ftyp, box('meta', [flags, box('iprp', [box('ipco', [ispe], { wide: true })])], { wide: true }))).toBe(true);
  });

  it('reads only the item properties', () => {
    expect(lacks(ftyp, box('irot', [irot]), meta([ispe, box('free', [irot])]), irot)).toBe(true);
  });

  it.each<[string, Buffer[]]>([
    ['nothing', []],
    ['a few bytes', [Buffer.from('abc')]],
    ['no meta', [ftyp, box('mdat', [meta([ispe])])]],
    ['meta without properties', [ftyp, box('meta', [flags, box('hdlr', [])])]],
    ['iprp without ipco', [ftyp, box('meta', [flags, box('iprp', [])])]],
    ['meta too short for its flags', [ftyp, box('meta', [Buffer.alloc(2)])]],
    ['a size of 0 before meta', [box('free', [], { claims: 0 }), meta([ispe])]],
    ['a size below the header', [box('free', [], { claims: 7 }), meta([ispe])]],
    // What follows after these four bytes would be a box.
    ['a property of four bytes', [ftyp, meta([ispe, Buffer.from('\0\0\0\x04\0\0\0\x0cfree1234')])]],
    ['a wide size below the header', [box('free', [], { claims: 15, wide: true }), meta([ispe])]],
    ['a wide size past all numbers', [box('free', [], { claims: Number.MAX_SAFE_INTEGER, wide: true }), meta([ispe])]],
    ['a wide header that is cut off', [ftyp, box('meta', [flags, box('iprp', [box('ipco', [Buffer.from('\0\0\0\x01ispe\0\0')])])])]],
    ['a property that leaves its box', [ftyp, meta([ispe, box('ispe', [], { claims: 40 })]), Buffer.alloc(99)]],
    ['ipco that leaves its box', [ftyp, box('meta', [flags, box('iprp', [box('ipco', [ispe], { claims: 60 })])]), Buffer.alloc(99)]],
    ['bytes too few for a box', [ftyp, meta([ispe, Buffer.from('rest')])]],
    ['a file that is cut off', [ftyp, meta([ispe]).subarray(0, -20)]],
    ['boxes beyond number before meta', [...Array<Buffer>(5000).fill(box('free', [])), meta([ispe])]],
    ['boxes beyond number', [ftyp, meta(Array<Buffer>(5000).fill(box('free', [])))]],
  ])('returns false for %s', (_name, bytes) => {
    expect(lacks(...bytes)).toBe(false);
  });

  it('throws for a missing file', () => {
    expect(() => hasNoTransform(join(folder, 'gone'))).toThrow('ENOENT');
  });
});
