import { describe, expect, it } from 'vitest';

import { parseAddress } from '#libs/domain/transform/address.js';

import nextLoader from './next-loader.js';
import { getImage } from './nuxt-image-provider.js';
import { transform } from './unpic-transform.js';

const ID = '01kdc7q3v8x2m4n6p8r0s2t4v6';
const DRIVE = 'https://photos.example.org';
/** What of an address stands after `/i/`, if the drive understands it. */
const understood = (address: string): string => {
  const segment = decodeURIComponent(new URL(address).pathname.split('/i/')[1]!);
  expect(parseAddress(segment, new Map([['w640', 'SX640'], ['w1920', 'SX1920']])).id).toBe(ID); // prettier-ignore
  return segment.slice(ID.length);
};

describe('the loader of Next.js', () => {
  it('gives the width and the quality of one’s own picture', () => {
    expect(understood(nextLoader({ src: `/i/${ID}`, width: 640 }))).toBe('._SX640_.auto');
    expect(understood(nextLoader({ src: `/i/${ID}`, width: 1200, quality: 70 }))).toBe('._SX1200_QL70_.auto');
  });

  it('gives a shared picture by the next larger preset, else the largest', () => {
    expect(nextLoader({ src: `/p/TOKEN/${ID}`, width: 400 })).toBe(`${DRIVE}/p/TOKEN/i/${ID}.w640.auto`);
    expect(understood(nextLoader({ src: `/p/TOKEN/${ID}`, width: 400 }))).toBe('.w640.auto');
    expect(understood(nextLoader({ src: `/p/TOKEN/${ID}`, width: 3840 }))).toBe('.w1920.auto');
  });
});

describe('the transformer of unpic', () => {
  it.each([
    [{}, '.auto'],
    [{ width: 800 }, '._SX800_.auto'],
    [{ height: '300' }, '._SY300_.auto'],
    [{ width: 800.4, height: 600, format: 'webp' }, '._SC800,600_.webp'],
    [{ width: 800, quality: 60, format: 'jpg' }, '._SX800_QL60_.jpg'],
  ])('%j: %s', (operations, expected) => {
    expect(understood(transform(new URL(`${DRIVE}/i/${ID}`), operations))).toBe(expected);
  });
});

describe('the provider of @nuxt/image', () => {
  it.each([
    [{}, '.auto'],
    [{ width: '800', height: 600 }, '._SC800,600_.auto'],
    [{ width: 800, height: 600, fit: 'inside' }, '._SX800_SY600_.auto'],
    [{ width: 800, height: 600, fit: 'contain', background: '#fff8e0' }, '._BGFFF8E0_SR800,600_.auto'],
    [{ height: 300, quality: 75, format: 'avif' }, '._SY300_QL75_.avif'],
  ])('%j: %s', (modifiers, expected) => {
    expect(understood(getImage(ID, { modifiers, baseURL: DRIVE }).url)).toBe(expected);
    expect(getImage(`/${ID}`, { modifiers, baseURL: DRIVE })).toEqual(getImage(ID, { modifiers, baseURL: DRIVE }));
  });
});
