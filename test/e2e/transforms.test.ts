import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import type { AccountLogList } from '#libs/api/account.js';
import type { Image } from '#libs/api/image.js';
import type { AddressKeyMade, SignedAddress } from '#libs/api/signed-address.js';
import type { Transforms } from '#libs/api/transform.js';
import { signedAddress } from '#libs/domain/transform/signature.js';

import { Cli } from '../harness/commands/cli.js';
import { header } from '../harness/http/answer.js';
import { Client } from '../harness/http/client.js';
import { openDrive, type TestDrive } from '../harness/drive/drive.js';
import { jpeg, unique } from '../harness/images/images.js';
import { ready } from '../harness/http/until.js';

let drive: TestDrive;
let ada: Client;
let image: Image;
beforeAll(async () => {
  drive = await openDrive();
  ada = await Client.shared(drive.url);
  const photo = await unique(1600, 1200)
    .withExifMerge({ IFD0: { Make: 'Maker' }, IFD3: { GPSLatitude: '1/1 2/1 3/1' } })
    .jpeg()
    .toBuffer();
  image = await ready(ada, (await ada.upload(photo, { name: 'IMG_0042.JPG' })).id);
});
afterAll(() => drive.close());

const at = (modifiers: string, format = 'jpg') => `/i/${image.id}${modifiers && `._${modifiers}_`}.${format}`;

describe('an image by its address', () => {
  it.each([
    ['SL600', 'jpg', 600, 450],
    ['SX300', 'webp', 300, 225],
    ['SY300', 'png', 400, 300],
    ['SS300', 'avif', 300, 300],
    ['SR300,200', 'jpg', 300, 200],
    ['SC300,200', 'jpg', 300, 200],
    ['SC300,200,A', 'jpg', 300, 200],
    ['FP10,90_SC100,300', 'webp', 100, 300],
    ['SL600_CR10,20,300,200_QL75', 'webp', 300, 200],
    ['CRP10,10,50,50', 'jpg', 800, 600],
    ['SL100_PT45', 'png', 124, 124],
    ['FLH_SL60_FLV_GR_BL2_SH1', 'jpg', 60, 45],
    ['SL100_BO4,200,30,30', 'jpg', 108, 83],
    ['SL100_BGFFF8E0_PT10', 'jpg', 112, 91],
    ['SL300_KB9', 'webp', 300, 225],
    ['SL300_DPR2', 'jpg', 600, 450],
    ['PT-90_PE10_PT-90_PE20_PT-90_PE30_PT-90_PE40', 'jpg', 1600, 1200],
  ])('%s as %s has %i × %i pixels, and no metadata', async (modifiers, format, width, height) => {
    const answer = await ada.get(at(modifiers, format), { status: 200 });
    expect(header(answer, 'content-type')).toBe(format === 'jpg' ? 'image/jpeg' : `image/${format}`);
    const metadata = await sharp(answer.bytes).metadata();
    expect(metadata).toMatchObject({ width, height, space: 'srgb' });
    expect([metadata.exif, metadata.icc, metadata.xmp]).toEqual([undefined, undefined, undefined]);
  });

  it('comes with the headers of a size', async () => {
    const answer = await ada.get(at('SL90'), { status: 200 });
    expect(answer.headers).toMatchObject({
      'content-length': String(answer.bytes.length),
      'content-disposition': 'inline; filename="IMG_0042.jpg"',
      'accept-ranges': 'bytes',
      'cache-control': 'private, no-cache',
      'x-content-type-options': 'nosniff',
      'cross-origin-resource-policy': 'same-origin',
    });
    expect(answer.headers).not.toHaveProperty('vary');
    expect(header(answer, 'content-security-policy')).toMatch(/default-src 'none'.*sandbox/);
    expect(header(await ada.get(`${at('SL90')}?v=1`), 'cache-control')).toBe('private, max-age=31536000, immutable');
    expect(header(await ada.get(`${at('SL90')}?v=2`), 'cache-control')).toBe('private, no-cache');
    expect(header(await ada.get(`${at('SL90', 'webp')}?download`), 'content-disposition')).toBe('attachment; filename="IMG_0042.webp"');
  });

  it('is sent in ranges, not again when it is known, and without bytes for HEAD', async () => {
    const whole = await ada.get(at('SL91'), { status: 200 });
    const etag = header(whole, 'etag');
    const part = await ada.get(at('SL91'), { headers: { range: 'bytes=5-9', 'if-range': etag }, status: 206 });
    expect([part.bytes, header(part, 'content-range')]).toEqual([whole.bytes.subarray(5, 10), `bytes 5-9/${whole.bytes.length}`]);
    expect((await ada.get(at('SL91'), { headers: { 'if-none-match': etag }, status: 304 })).bytes).toHaveLength(0);
    const head = await ada.send('HEAD', at('SL91'), { status: 200 });
    expect([head.bytes.length, header(head, 'etag'), header(head, 'content-length')]).toEqual([0, etag, String(whole.bytes.length)]);
    await ada.refused('RANGE_NOT_SATISFIABLE', 'GET', at('SL91'), { headers: { range: 'bytes=999999999-' } });
  });

  it('redirects to its canonical form, with its query', async () => {
    for (const [written, canonical] of [
      [`/i/${image.id}.01._sl0092_QL80_.jpg?v=1`, `${at('SL92')}?v=1`],
      [`/i/${image.id}._SL92_.jpeg`, at('SL92')],
      [`/i/${image.id}.%5FSL92%5F.jpg`, at('SL92')],
      [`/i/${image.id}._SR9%2C9_.png`, at('SS9', 'png')],
      [`${at('SL92')}/`, at('SL92')],
    ] as const) {
      expect(header(await ada.get(written, { status: 301 }), 'location'), written).toBe(canonical);
    }
  });

  it('has the format that the client likes best', async () => {
    const type = async (accept: string) => {
      const answer = await ada.get(at('SL93', 'auto'), { headers: { accept }, status: 200 });
      expect(header(answer, 'vary')).toContain('Accept');
      return header(answer, 'content-type');
    };
    expect(await type('image/avif,image/webp,*/*;q=0.8')).toBe('image/avif');
    expect(await type('image/webp,image/avif;q=0')).toBe('image/webp');
    for (const accept of ['*/*', 'image/*', '', ';;,q=1,/', 'image/webp;q=0.000']) expect(await type(accept)).toBe('image/jpeg');
  });

  it('equal ones at the same time are the same', async () => {
    const answers = await Promise.all(Array.from({ length: 12 }, () => ada.get(at('SL94_BL2'), { status: 200 })));
    expect(new Set(answers.map((answer) => header(answer, 'etag'))).size).toBe(1);
  });
});

const REFUSED = [
  'SX0',
  'SX1e9',
  'SX-1',
  'XY',
  'SL5__GR',
  'CR1600,0,1,1',
  'QL10_QL20',
  'SL%F0%9F%98%80',
  'SL1%2e5',
  `${'GR_BL1_'.repeat(7)}GR`,
];

it.each([...REFUSED, 'SL9_'.repeat(900)])('refuses %.20s with what would do', async (modifiers) => {
  const { detail } = await ada.refused('BAD_TRANSFORM', 'GET', at(modifiers));
  expect(detail.length).toBeLessThan(250);
});

it.each(['SL10%0A', 'SL10%2f..%2f', '..%2f', 'SL9_'.repeat(2_500)])('knows nothing at an address with %.20s', async (modifiers) => {
  await ada.refused('NOT_FOUND', 'GET', at(modifiers));
});

it('a token needs the scope to read', async () => {
  const token = (await ada.json('POST', '/api/auth/tokens', { name: 'up', scopes: ['upload'] }, { status: 201 })).json<{ token: string }>();
  await ada.with(token.token).refused('SCOPE_MISSING', 'GET', at('SL95'));
});

it('is gone with its image, comes back with it, and is gone for good with it', async () => {
  const { id } = await ready(ada, (await ada.upload(await jpeg())).id);
  const path = `/i/${id}._SL20_.png`;
  const first = await ada.get(path, { status: 200 });
  await ada.send('DELETE', `/api/images/${id}`);
  await ada.refused('NOT_FOUND', 'GET', path);
  await ada.refused('NOT_FOUND', 'GET', `/i/${id}._SL21_.png`);
  await ada.send('POST', `/api/images/${id}/restore`);
  expect(header(await ada.get(path, { status: 200 }), 'etag')).toBe(header(first, 'etag'));
  await ada.send('DELETE', `/api/images/${id}?forever=true`);
  await ada.refused('NOT_FOUND', 'GET', path);
});

it('GET /api/transforms lists what an address may say', async () => {
  const { modifiers, formats, maxModifiers } = (await ada.get('/api/transforms', { status: 200 })).json<Transforms>();
  expect([formats, maxModifiers]).toEqual([['jpg', 'webp', 'avif', 'png', 'auto'], 12]);
  for (const { name, example } of modifiers) {
    expect(example.startsWith(name)).toBe(true);
    const answer = await ada.ask('GET', at(`SL999_${example}`));
    expect([200, 301, 400], example).toContain(answer.status);
  }
});

describe('a signed address', () => {
  const nobody = () => new Client(drive.url);
  let key: AddressKeyMade;
  beforeAll(async () => {
    key = (await ada.json('POST', '/api/signing-keys', { name: 'Blog' }, { status: 201 })).json<AddressKeyMade>();
  });
  const sign = async (body: object, who = ada) =>
    (await who.json('POST', `/api/images/${image.id}/sign`, { format: 'jpg', ...body }, { status: 200 })).json<SignedAddress>();

  it('gives somebody without an account what its owner gets, whole, in ranges, and not again when it is known', async () => {
    const { url, until } = await sign({ modifiers: 'SL97', until: new Date(Date.now() + 3_600_000).toISOString() });
    expect(url).toBe(signedAddress({ path: at('SL97'), end: Date.parse(until!) / 1000 }, key));
    const answer = await nobody().get(url, { status: 200 });
    const own = await ada.get(at('SL97'), { status: 200 });
    expect(answer.bytes).toEqual(own.bytes);
    expect(answer.headers).toMatchObject({
      etag: header(own, 'etag'),
      'cache-control': 'public, max-age=60, must-revalidate',
      'cross-origin-resource-policy': 'cross-origin',
      'access-control-allow-origin': '*',
      'x-robots-tag': 'noindex',
    });
    const part = await nobody().get(url, { headers: { range: 'bytes=5-9' }, status: 206 });
    expect(part.bytes).toEqual(own.bytes.subarray(5, 10));
    await nobody().get(url, { headers: { 'if-none-match': header(own, 'etag') }, status: 304 });
    expect(header(await nobody().send('HEAD', url, { status: 200 }), 'content-length')).toBe(String(own.bytes.length));
    const written = url.replace('._SL97_.', '.01._sl097_.');
    expect(header(await nobody().get(written, { status: 301 }), 'location')).toBe(url);
  });

  it('is made by the command line, of modifiers and of a preset of one’s own', async () => {
    const cli = await Cli.loggedIn(ada);
    await ada.json('PUT', '/api/presets/hero', { modifiers: 'SC96,54' });
    expect((await cli.run(['url', image.id, '--modifiers', 'sl096', '--format', 'webp'])).lines).toEqual([
      `${drive.url}${at('SL96', 'webp')}`,
    ]);
    const { out } = await cli.run(['url', image.id, '--preset', 'hero', '--sign', '--until', '2999-12-31T00:00:00Z']);
    expect(out.trim()).toBe(drive.url + signedAddress({ path: `/i/${image.id}.hero.jpg`, end: 32_503_593_600 }, key));
    const answer = await nobody().get(out.trim().slice(drive.url.length), { status: 200 });
    expect(await sharp(answer.bytes).metadata()).toMatchObject({ width: 96, height: 54 });
    expect((await cli.run(['url', image.id, '--modifiers', 'XY'])).errors).toContain('XY');
    expect((await cli.run(['url', image.id, '--key', key.id])).errors).toContain('--sign');
    expect((await cli.run(['url', image.id, '--sign', '--preset', 'none'])).code).toBe(1);
    await cli.close();
  });

  it('shows what a preset means now', async () => {
    const { url } = await sign({ preset: 'hero' });
    await ada.json('PUT', '/api/presets/hero', { modifiers: 'SS32' });
    expect(await sharp((await nobody().get(url, { status: 200 })).bytes).metadata()).toMatchObject({ width: 32, height: 32 });
    await ada.send('DELETE', '/api/presets/hero', { status: 204 });
    await nobody().refused('BAD_TRANSFORM', 'GET', url);
  });

  it('ends with its key, which only a session makes and revokes, as the log of the account says', async () => {
    const scopes = ['read', 'upload', 'write', 'share'];
    const made = await ada.json('POST', '/api/auth/tokens', { name: 'all', scopes }, { status: 201 });
    const token = ada.with(made.json<{ token: string }>().token);
    const { url } = await sign({}, token);
    await nobody().get(url, { status: 200 });
    await token.refusedJson('SCOPE_MISSING', 'POST', '/api/signing-keys', { name: 'Blog' });
    await token.refused('SCOPE_MISSING', 'GET', '/api/signing-keys');
    await token.refused('SCOPE_MISSING', 'DELETE', `/api/signing-keys/${key.id}`);
    await ada.send('DELETE', `/api/signing-keys/${key.id}`, { status: 204 });
    await nobody().refused('NOT_FOUND', 'GET', url);
    await ada.refusedJson('NO_SIGNING_KEY', 'POST', `/api/images/${image.id}/sign`, { format: 'jpg' });
    const { items } = (await ada.get('/api/auth/log')).json<AccountLogList>();
    expect(items.filter(({ what }) => what.startsWith('address-key')).map(({ what, detail }) => [what, detail])).toEqual([
      ['address-key-revoked', 'Blog'],
      ['address-key-created', 'Blog'],
    ]);
  });
});
