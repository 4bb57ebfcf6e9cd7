import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { deflateSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { scanPng } from './png-scan.js';
import { chunk } from '../../../test/harness/images/png.js';
import { hostilePng, packedText, png } from './png.fixture.js';

describe('scanPng', () => {
  let folder: string;
  beforeAll(() => (folder = mkdtempSync(join(tmpdir(), 'scan-'))));
  afterAll(() => rmSync(folder, { recursive: true }));

  function scan(bytes: Buffer): void {
    const file = join(folder, 'picture.png');
    writeFileSync(file, bytes);
    scanPng(file);
  }

  const MB = 1024 * 1024;
  const damaged = (length: number): Buffer => chunk('zTXt', Buffer.concat([Buffer.from('key\0\0'), Buffer.alloc(length, 0xff)]));

  it.each([
    ['nothing beside its pixels', png()],
    ['a profile and half a megabyte of XMP', png([packedText(3000, 'iCCP'), packedText(MB / 2, 'iTXt')])],
    ['a megabyte of plain text', png([chunk('tEXt', Buffer.alloc(MB, 'a'))])],
    ['text that is damaged', png([damaged(500)])],
    ['text without a keyword', png([chunk('zTXt', Buffer.from('x'))])],
    ['hostile bytes behind its end', Buffer.concat([png(), packedText(50 * MB)])],
    ['an end in the middle of a text', png([packedText(3000)]).subarray(0, 60)],
    ['an end in the middle of a chunk head', png().subarray(0, 36)],
  ])('accepts %s', (_name, bytes) => {
    expect(() => scan(bytes)).not.toThrow();
  });

  it.each([
    ['twenty texts of 50 MB', hostilePng()],
    ['one profile of 60 MB', png([packedText(60 * MB, 'iCCP')])],
    ['a compressed international text', png([packedText(60 * MB, 'iTXt')])],
    ['many texts that are small each', png(Array<Buffer>(20).fill(packedText(MB / 2)))],
    ['many texts that are damaged at their end', png(Array<Buffer>(9).fill(damaged(1024)))],
    ['plain text of 9 MB', png([chunk('tEXt', Buffer.alloc(9 * MB, 'a'))])],
    ['text behind its pixels', Buffer.concat([png().subarray(0, -12), packedText(60 * MB), chunk('IEND')])],
    ['a text cut off after much of it', png([packedText(60 * MB)]).subarray(0, 50_000)],
    ['more chunks than there is reason for', png([Buffer.concat(Array<Buffer>(100_001).fill(chunk('prVt')))])],
  ])('refuses %s', (_name, bytes) => {
    expect(() => scan(bytes)).toThrow(expect.objectContaining({ code: 'BROKEN_IMAGE' }));
  });

  it('handles a length far beyond the end of the file', () => {
    const text = chunk('zTXt', Buffer.concat([Buffer.from('key\0\0'), deflateSync(Buffer.alloc(100))]));
    text.writeUInt32BE(0xffffffff);
    expect(() => scan(png([text]))).toThrow(expect.objectContaining({ code: 'BROKEN_IMAGE' }));
  });
});
