import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';

import type { Image } from '#libs/api/image.js';
import type { AddressKeyMade } from '#libs/api/signed-address.js';
import { signatureOf, signedAddress } from '#libs/domain/transform/signature.js';

import { DIGEST, openSigning, type Person, type Signing } from './signed-addresses.fixture.js';

let signing: Signing;
let ada: Person;
let eve: Person;
let key: AddressKeyMade;
let image: Image;
beforeAll(async () => {
  signing = await openSigning();
  [ada, eve] = [signing.session('ada'), signing.session('eve')];
  key = await signing.makeKey(ada);
  image = await signing.upload(ada);
});
afterAll(() => signing.media.close());
beforeEach(() => {
  signing.made.splice(0);
  signing.worker.before = async () => undefined;
});
afterEach(() => void vi.useRealTimers());

const at = (rest: string, id = image.id) => `/i/${id}${rest}`;
/** An address that the key signs. @param end seconds from now */
const signed = (path: string, end: number | null = null, by = key) =>
  signedAddress({ path, end: end === null ? null : Math.floor(Date.now() / 1000) + end }, by);
const look: Signing['look'] = (...asked) => signing.look(...asked);
/** What an answer says, without what is different in each. */
async function problem(address: string): Promise<unknown> {
  const answer = await look(address);
  const { requestId: _, ...body } = (await answer.json()) as Record<string, unknown>;
  return { ...body, cache: answer.headers.get('cache-control') };
}

describe('a signed address', () => {
  it.each([['._SL9_.webp'], ['.half.webp'], ['.jpg'], ['._SL9_.auto']])(
    '%s gives everybody the image, and caches a minute',
    async (rest) => {
      for (const end of [null, 3600]) {
        const answer = await look(signed(at(rest), end));
        expect([answer.status, await answer.text()]).toEqual([200, 'the bytes']);
        expect(answer.headers.get('cache-control')).toBe('public, max-age=60, must-revalidate');
        expect(answer.headers.get('access-control-allow-origin')).toBe('*');
        expect(answer.headers.get('cross-origin-resource-policy')).toBe('cross-origin');
        expect(answer.headers.get('vary')).toBe(rest.endsWith('auto') ? 'Accept' : null);
      }
    },
  );

  it('has HEAD, ranges, and 304 while it may be seen', async () => {
    const address = signed(at('._SL9_.webp'));
    const etag = `"${DIGEST}"`;
    expect((await look(address)).headers.get('etag')).toBe(etag);
    const head = await look(address, { method: 'HEAD' });
    expect([head.status, head.headers.get('content-length')]).toEqual([200, '9']);
    const part = await look(address, { headers: { range: 'bytes=4-8' } });
    expect([part.status, await part.text()]).toEqual([206, 'bytes']);
    const known = await look(address, { headers: { 'if-none-match': etag } });
    expect([known.status, known.headers.get('cache-control')]).toEqual([304, 'public, max-age=60, must-revalidate']);
    expect(known.headers.get('access-control-allow-origin')).toBe('*');
    expect((await look(`${address}&download`)).headers.get('content-disposition')).toMatch(/^attachment/);
  });

  it('may be kept no longer than until its end', async () => {
    const cache = (await look(signed(at('._SL9_.webp'), 20))).headers.get('cache-control');
    expect(cache).toMatch(/^public, max-age=(1\d|20), must-revalidate$/);
  });

  it('with parameters in another order is the same, and one in another form redirects to its canonical form', async () => {
    const end = Math.floor(Date.now() / 1000) + 100;
    const s = signatureOf({ path: at('._SL9_.webp'), end }, key.secret);
    expect((await look(`${at('._SL9_.webp')}?s=${s}&e=${end}&k=${key.id}`)).status).toBe(200);
    const query = `?e=${end}&k=${key.id}&s=${s}`;
    const other = await look(`${at('.01._sl009_QL80_.webp')}${query}`);
    expect([other.status, other.headers.get('location')]).toEqual([301, at('._SL9_.webp') + query]);
    expect(other.headers.get('cache-control')).toBe('public, max-age=60, must-revalidate');
    // A page elsewhere follows it, which needs the permission of each answer on the way.
    expect(other.headers.get('access-control-allow-origin')).toBe('*');
  });

  it('is the same with what mail tools append', async () => {
    const address = `${signed(at('._SL9_.webp'))}&utm_source=letter&download=yes%20please`;
    expect((await look(address)).status).toBe(200);
  });

  it('tells who has the key, and nobody else, what is wrong with the address', async () => {
    const wrong = await problem(signed(at('._sl9_.webp')));
    expect(wrong).toMatchObject({ code: 'BAD_TRANSFORM', detail: expect.stringContaining(`Sign this path: ${at('._SL9_.webp')}`) });
    for (const rest of ['._XY_.webp', '.none.webp', '._SL9_.gif', '']) {
      expect(await problem(signed(at(rest))), rest).toMatchObject({ code: 'BAD_TRANSFORM' });
      expect(await problem(`${at(rest)}?k=${key.id}&s=${'A'.repeat(43)}`), rest).toMatchObject({ code: 'NOT_FOUND' });
    }
    expect(signing.made).toEqual([]);
  });
});

describe('the same 404 as for an image that is not there, for', () => {
  let never: unknown;
  beforeAll(async () => {
    never = await problem(signed(at('._SL9_.webp', '01kdc7q3v8x2m4n6p8r0s2t4v6')));
  });

  it('a signature of another path, key, end, in another case, cut or longer', async () => {
    const [mine, theirs] = [await signing.makeKey(ada), await signing.makeKey(eve)];
    const end = Math.floor(Date.now() / 1000) + 100;
    const path = at('._SL9_.webp');
    const s = signatureOf({ path, end }, key.secret);
    const changed = (change: { path?: string; e?: unknown; k?: string; s?: string }) => {
      const { e, k, s: sent, path: asked } = { path, e: end, k: key.id, s, ...change };
      return `${asked}?${e === null ? '' : `e=${String(e)}&`}k=${k}&s=${sent}`;
    };
    expect((await look(changed({}))).status).toBe(200);
    const wrong: [string, string][] = [
      ['another path', changed({ path: at('._SL10_.webp') })],
      ['another format', changed({ path: at('._SL9_.jpg') })],
      ['the preset', changed({ path: at('.half.webp') })],
      ['all of it', changed({ path: at('.webp') })],
      ['another image', changed({ path: at('._SL9_.webp', (await signing.upload(ada)).id) })],
      ['another case of the id', changed({ path: at('._SL9_.webp', image.id.toUpperCase()) })],
      ['another key of the owner', changed({ k: mine.id })],
      ['the key of another', changed({ k: theirs.id })],
      ['an unknown key', changed({ k: '01kdc7q3v8x2m4n6p8r0s2t4v6' })],
      ['no key', changed({ k: '' })],
      ['the key in another case', changed({ k: key.id.toUpperCase() })],
      ['a later end', changed({ e: end + 1 })],
      ['the end written otherwise', changed({ e: `0${end}` })],
      ['an end with a sign', changed({ e: `%2B${end}` })],
      ['an end in hexadecimal', changed({ e: `0x${end.toString(16)}` })],
      ['an end with a fraction', changed({ e: `${end}.0` })],
      ['an empty end', changed({ e: '' })],
      ['no end', changed({ e: null })],
      ['end and key exchanged', changed({ e: key.id, k: String(end) })],
      ['a cut signature', changed({ s: s.slice(0, -1) })],
      ['an empty signature', changed({ s: '' })],
      ['a longer signature', changed({ s: `${s}=` })],
      ['a signature in another case', changed({ s: s === s.toLowerCase() ? s.toUpperCase() : s.toLowerCase() })],
      ['a signature with the same bytes', changed({ s: sameBytes(s) })],
      ['one of the path without its end', changed({ s: signatureOf({ path, end: null }, key.secret) })],
    ];
    expect(never).toMatchObject({ code: 'NOT_FOUND', cache: 'no-store' });
    for (const [what, address] of wrong) expect(await problem(address), what).toEqual(never);
    expect(signing.made).toEqual([]);
  });

  it('an end a second ago, and at once when it is there', async () => {
    expect(await problem(signed(at('._SL9_.webp'), -1))).toEqual(never);
    expect(await problem(signed(at('._SL9_.webp'), 0))).toEqual(never);
    const address = signed(at('._SL9_.webp'), 5);
    expect((await look(address)).status).toBe(200);
    vi.useFakeTimers({ toFake: ['Date'], now: Date.now() + 5000 });
    expect(await problem(address)).toEqual(never);
  });

  it('an image of another person, though the signature of the own key is right', async () => {
    expect(await problem(signed(at('._SL9_.webp', (await signing.upload(eve)).id)))).toEqual(never);
  });

  it('an image that is deleted; it comes back with a restore, and not after it is deleted for good', async () => {
    const { id } = await signing.upload(ada);
    const address = signed(at('._SL9_.webp', id));
    expect((await look(address)).status).toBe(200);
    await ada(`/api/images/${id}`, { method: 'DELETE' });
    expect(await problem(address)).toEqual(never);
    await ada(`/api/images/${id}/restore`, { method: 'POST' });
    expect((await look(address)).status).toBe(200);
    await ada(`/api/images/${id}?forever=true`, { method: 'DELETE' });
    expect(await problem(address)).toEqual(never);
  });

  it('a revoked key, also while a result is awaited, and with a validator', async () => {
    const other = await signing.makeKey(ada);
    const [first, second] = [signed(at('._SL9_.webp'), null, other), signed(at('._SL8_.webp'), null, other)];
    expect((await look(first)).status).toBe(200);
    signing.worker.before = () => ada(`/api/signing-keys/${other.id}`, { method: 'DELETE' });
    expect(await problem(second)).toEqual(never);
    expect(await problem(first)).toEqual(never);
    expect((await look(first, { headers: { 'if-none-match': `"${DIGEST}"` } })).status).toBe(404);
  });
});

/** Another text of the same bytes: the last character of 32 bytes in base64url has two bits that nobody reads. */
function sameBytes(text: string): string {
  const letters = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_';
  const other = text.slice(0, -1) + letters[letters.indexOf(text.at(-1)!) ^ 1]!;
  expect(Buffer.from(other, 'base64url')).toEqual(Buffer.from(text, 'base64url'));
  return other;
}

it('visitors of signed addresses and of shares have one limit, and take nothing from what the owner may ask for', async () => {
  const fay = signing.session('fay');
  const [theirs, { id }] = [await signing.makeKey(fay), await signing.upload(fay)];
  const now = new Date();
  for (let n = 0; n < 2_000; n++) await signing.media.rateLimits.noteEvent(`transforms-in-shares-of:${fay.owner}`, now);
  expect((await look(signed(at('._SL7_.webp', id), null, theirs))).status).toBe(429);
  expect((await fay(at('._SL7_.webp', id))).status).toBe(200);
});
