import { describe, expect, it } from 'vitest';

import { networkOf, networksOf, siteOf } from './networks.js';

describe('networksOf', () => {
  it.each([
    ['192.0.2.7', ['192.0.2.7']],
    ['2001:db8:1:2345:3:4:5:6', ['2001:db8:1:2345::/64', '2001:db8:1:2300::/56', '2001:db8:1::/48']],
    ['2001:0DB8:1:2::9', ['2001:db8:1:2::/64', '2001:db8:1:0::/56', '2001:db8:1::/48']],
    ['2001:db8::9', ['2001:db8:0:0::/64', '2001:db8:0:0::/56', '2001:db8:0::/48']],
    ['fe80::1%eth0', ['fe80:0:0:0::/64', 'fe80:0:0:0::/56', 'fe80:0:0::/48']],
    ['::1', ['0:0:0:0::/64', '0:0:0:0::/56', '0:0:0::/48']],
  ])('%s is in %j', (address, networks) => expect(networksOf(address)).toEqual(networks));

  it.each(['::ffff:192.0.2.7', '::FFFF:c000:207', '0:0:0:0:0:ffff:c000:0207', '192.0.2.7:4711', '[::ffff:192.0.2.7]:443'])(
    'takes %s for the IPv4 address in it',
    (address) => expect(networksOf(address)).toEqual(['192.0.2.7']),
  );

  it('ignores brackets and a port, which some proxies write into X-Forwarded-For', () => {
    expect(networksOf('[2001:db8:1:2::9]:4711')).toEqual(networksOf('2001:db8:1:2::9'));
  });

  it.each([undefined, 'not an address', 'another', '', '192.0.2.7, 192.0.2.8', 'x'.repeat(10_000)])(
    'has one network for all that is no address',
    (text) => expect(networksOf(text)).toEqual(['unknown']),
  );

  it('the first is the smallest, the last the site', () => {
    expect([networkOf('2001:db8:1:2::9'), siteOf('2001:db8:1:2::9')]).toEqual(['2001:db8:1:2::/64', '2001:db8:1::/48']);
    expect([networkOf('192.0.2.7'), siteOf('192.0.2.7')]).toEqual(['192.0.2.7', '192.0.2.7']);
  });
});
