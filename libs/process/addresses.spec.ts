import { describe, expect, it } from 'vitest';

import { addresses, isLoopback } from './addresses.js';

describe('addresses', () => {
  it('contain the host, IPv6 in brackets', () => {
    expect(addresses({ host: '127.0.0.1', publicUrl: undefined }, 3000)).toEqual(['http://127.0.0.1:3000']);
    expect(addresses({ host: '::1', publicUrl: undefined }, 3000)).toEqual(['http://[::1]:3000']);
  });

  it('are PUBLIC_URL behind a proxy', () => {
    expect(addresses({ host: '0.0.0.0', publicUrl: 'https://drive.example' }, 3000)).toEqual(['https://drive.example']);
  });

  it('never contain 0.0.0.0', () => {
    for (const address of addresses({ host: '0.0.0.0', publicUrl: undefined }, 81))
      expect(address).toMatch(/^http:\/\/(?!0\.0\.0\.0)[\d.]+:81$/);
  });
});

describe('isLoopback', () => {
  it.each([
    ['127.0.0.1', true],
    ['::1', true],
    ['localhost', true],
    ['0.0.0.0', false],
    ['192.168.1.2', false],
  ])('%s: %s', (host, expected) => expect(isLoopback(host)).toBe(expected));
});
