import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';

import { describe, expect, it } from 'vitest';

import { isSignature, signatureOf, signedAddress } from './signature.js';

const KEY = { id: '01kdc7q3v8x2m4n6p8r0s2t4v6', secret: 'sbk_docs-example-not-a-secret-0123456789abcdefghi' };
const SIGNED = { path: '/i/01kdc7q3v8x2m4n6p8r0s2t4v7._SC300,200_QL75_.webp', end: 1_767_225_600 };

describe('the example of docs/transforms.md', () => {
  const document = readFileSync(new URL('../../../docs/transforms.md', import.meta.url), 'utf8');
  const block = (language: string) => new RegExp(`\`\`\`${language}\n([^\`]+(?:\`[^\`]+\`[^\`]+)?)\`\`\``).exec(document)![1]!;

  it('has the address that the drive signs, and the same key and path in each language', () => {
    expect(document).toContain(`\n${signedAddress(SIGNED, KEY)}\n`);
    for (const language of ['js', 'python', 'php', 'go', 'sh']) {
      for (const text of [KEY.id, KEY.secret, `${SIGNED.path}?e=${SIGNED.end}`]) expect(block(language), language).toContain(text);
    }
  });

  it('prints it by JavaScript', () => {
    const printed = execFileSync(process.execPath, ['--input-type=module', '-e', block('js')], { encoding: 'utf8' });
    expect(printed).toBe(`${signedAddress(SIGNED, KEY)}\n`);
  });
});

it('covers the path and the end, by the key, and nothing but the text itself', () => {
  const right = signatureOf(SIGNED, KEY.secret);
  expect(isSignature(right, SIGNED, KEY.secret)).toBe(true);
  expect(isSignature(right, { ...SIGNED, end: SIGNED.end + 1 }, KEY.secret)).toBe(false);
  expect(isSignature(right, { ...SIGNED, end: null }, KEY.secret)).toBe(false);
  expect(isSignature(right, { ...SIGNED, path: `${SIGNED.path}x` }, KEY.secret)).toBe(false);
  expect(isSignature(right, SIGNED, `${KEY.secret}x`)).toBe(false);
  for (const text of ['', right.slice(1), `${right}=`, right.toLowerCase(), `${right.slice(0, -1)}N`, '😀'.repeat(10) + 'abc']) {
    expect(isSignature(text, SIGNED, KEY.secret), text).toBe(false);
  }
});

it('an address without an end has none in its text', () => {
  const signed = { path: '/i/x.jpg', end: null };
  expect(signedAddress(signed, KEY)).toBe(`/i/x.jpg?k=${KEY.id}&s=${signatureOf(signed, KEY.secret)}`);
});
