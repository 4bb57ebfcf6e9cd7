import { describe, expect, it } from 'vitest';

import { ClientAddressSigner, NOT_FROM_GATEWAY } from './client-address.js';

const NOW = Date.UTC(2026, 10, 29, 12);
const MINUTE = 60_000;

describe('ClientAddressSigner', () => {
  const signer = new ClientAddressSigner('secret of the test');
  const signed = signer.headers('203.0.113.9', NOW);

  it('verifies what it signed, also when the clocks differ by five minutes', () => {
    for (const now of [NOW, NOW + 6 * MINUTE, NOW - 6 * MINUTE]) expect(signer.verify(signed, now)).toBe('203.0.113.9');
  });

  it('does not send the secret', () => {
    expect(JSON.stringify(signed)).not.toContain('secret of the test');
  });

  it.each<[string, Record<string, string>]>([
    ['no signature', { 'x-client-address': '203.0.113.9' }],
    ['no address', { 'x-client-signature': signed['x-client-signature']! }],
    ['another address', { ...signed, 'x-client-address': '203.0.113.10' }],
    ['the signature of another secret', new ClientAddressSigner('another').headers('203.0.113.9', NOW)],
    [
      'a later time',
      { ...signed, 'x-client-signature': signed['x-client-signature']!.replace(/^\d+/, (time) => String(Number(time) + 1)) },
    ],
    ['a short signature', { ...signed, 'x-client-signature': signed['x-client-signature']!.slice(0, -1) }],
    ['an empty signature', { ...signed, 'x-client-signature': '' }],
  ])('refuses %s', (_what, headers) => expect(signer.verify(headers, NOW)).toBe(NOT_FROM_GATEWAY));

  it('refuses an old signature', () => {
    expect(signer.verify(signed, NOW + 6 * MINUTE + 1000)).toBe(NOT_FROM_GATEWAY);
  });
});
