import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import type { Image } from '#libs/api/image.js';
import type { Transforms } from '#libs/api/transform.js';
import { MODIFIER_NAMES, MODIFIERS, type Modifier, type Parameter } from '#libs/domain/transform/modifiers.js';
import { testPicture } from '#libs/imaging/decoder/transform.fixture.js';

import { openDrive, type TestDrive } from '../harness/drive/drive.js';
import { header } from '../harness/http/answer.js';
import { Client } from '../harness/http/client.js';
import { ready, result, settled } from '../harness/http/until.js';
import { canvas, claims, profileBomb } from '../harness/images/hostile-png.js';
import { jpeg, noise } from '../harness/images/images.js';

const WHOLE = { width: 480, height: 360 };

let drive: TestDrive;
let ada: Client;
let image: Image;
beforeAll(async () => {
  drive = await openDrive();
  ada = await Client.signUp(drive.url);
  image = await ready(ada, (await ada.upload(await testPicture(WHOLE))).id);
});
afterAll(() => drive.close());

const at = (modifiers: string, format = 'jpg', id = image.id) => `/i/${id}${modifiers && `._${modifiers}_`}.${format}`;

/** A modifier with its example's values, but for one. */
function written(name: string, { example }: Modifier, index: number, value: number): string {
  const values = example.slice(name.length).split(',');
  return name + values.with(index, String(value)).join(',');
}

const BOUNDS = MODIFIER_NAMES.flatMap((name) => {
  const modifier: Modifier = MODIFIERS[name];
  return modifier.parameters.map((parameter, index) => ({ name, modifier, parameter, index, title: `${name} ${parameter.name}` }));
});
const unit = ({ decimals = 0 }: Parameter) => 10 ** -decimals;

describe('a modifier', () => {
  it.each(BOUNDS)('$title is taken at its bounds where the picture has so much', async ({ name, modifier, parameter, index }) => {
    for (const value of [parameter.min, parameter.max]) {
      const text = written(name, modifier, index, value);
      const { status, bytes } = await result(ada, at(text));
      if (status === 200) expect(await sharp(bytes).metadata(), text).toMatchObject({ format: 'jpeg', space: 'srgb' });
      // It is not out of range; this picture does not have it, or the result would be larger than any may be.
      else expect(bytes.toString(), text).toMatch(/goes beyond the picture|and at most 8192 a side and 40 megapixels can be/);
    }
  });

  it.each(BOUNDS)('$title is refused under and over its bounds, with its name', async ({ name, modifier, parameter, index }) => {
    for (const value of [parameter.min - unit(parameter), parameter.max + unit(parameter)]) {
      const text = written(name, modifier, index, value);
      const { detail } = await ada.refused('BAD_TRANSFORM', 'GET', at(text));
      expect(detail).toContain(`${text} is out of range: ${parameter.name} is `);
      expect(detail).toContain(`such as ${modifier.example}`);
    }
  });

  it('that the drive lists has the bounds that are tried here', async () => {
    const { modifiers } = (await ada.get('/api/transforms', { status: 200 })).json<Transforms>();
    expect(modifiers.flatMap(({ name, parameters }) => parameters.map((parameter) => `${name} ${parameter.name}`)).toSorted()).toEqual(
      BOUNDS.map(({ title }) => title).toSorted(),
    );
  });

  it.each(['BGFFF', 'BGFFFFFFF', 'BGGGGGGG', 'BG', 'BG-FFFFF'])('%s is no colour', async (text) => {
    expect((await ada.refused('BAD_TRANSFORM', 'GET', at(text))).detail).toContain(`${text} is no colour`);
  });
});

describe('a rectangle', () => {
  it.each([
    ['CR480,0,1,1', 'CR480,0,1,1 goes beyond the picture, which has 480 × 360 pixels there'],
    ['CR0,360,1,1', 'CR0,360,1,1 goes beyond the picture'],
    ['CR0,0,481,1', 'use at most CR0,0,480,360'],
    ['CR0,0,1,361', 'use at most CR0,0,480,360'],
    ['SL100_CR0,0,101,1', 'use at most CR0,0,100,75'],
    ['PT90_CR0,0,361,1', 'use at most CR0,0,360,480'],
    ['CRP0,0,100.01,1', 'width is a number with at most two decimals from 0.01 to 100'],
    ['CRP50,0,50.01,1', 'CRP50,0,50.01,1 goes beyond the picture'],
    ['CRP100,100,1,1', 'CRP100,100,1,1 goes beyond the picture'],
  ])('outside of the picture, %s, is refused with what would do', async (modifiers, message) => {
    expect((await ada.refused('BAD_TRANSFORM', 'GET', at(modifiers))).detail).toContain(message);
  });

  it.each([
    ['CR479,359,1,1', 1, 1],
    ['CR0,0,480,360', 480, 360],
    ['CRP99.99,99.99,0.01,0.01', 1, 1],
  ])('at its edge, %s, has %i × %i pixels', async (modifiers, width, height) => {
    expect(await sharp((await result(ada, at(modifiers))).bytes).metadata()).toMatchObject({ width, height });
  });
});

describe('what is written in an address', () => {
  it.each([
    'SX0',
    'SX1e9',
    'SX-1',
    'SX+1',
    'SX1.0.0',
    'SX0x10',
    'SX%EF%BC%91',
    'SXNaN',
    'SXInfinity',
    'SX',
    'SX1,',
    'SX%201',
    'SL9%5F%5FGR',
  ])('as %s is refused', async (modifiers) => void (await ada.refused('BAD_TRANSFORM', 'GET', at(modifiers))));

  it.each([
    '%255FSL9%255F',
    '._SL9_%00',
    '._SL9%c0%af_',
    '._SL9_%ff',
    '._SL9_\\..',
    '%2e%2e%2fapi',
    '._SL9_.jpg%2F..%2F..%2Fget',
    '._SL9_;.jpg/..',
  ])('encoded as %s is no picture, and no error of the drive', async (rest) => {
    const { status } = await ada.ask('GET', `/i/${image.id}${rest}.jpg`);
    expect([400, 404]).toContain(status);
  });

  it('may be 10 kB long, and is refused', async () => {
    for (const [modifiers, status] of [
      ['SL9_'.repeat(240), 400],
      ['SL9_'.repeat(900), 400],
      ['SL9_'.repeat(2_500), 404],
      ['9'.repeat(10_000), 404],
    ] as const)
      // prettier-ignore
      expect((await ada.ask('GET', at(modifiers))).status).toBe(status);
  });

  it.each(['', ';', ',;q=,,', 'image/'.repeat(500), 'image/avif;q=nan', 'é/ü', '*'.repeat(4_000), 'image/webp;q=-1', '\t'])(
    'for a client that accepts %.20j: a picture comes',
    async (accept) => {
      const answer = await ada.get(at('SL31', 'auto'), { headers: { accept }, status: 200 });
      expect(header(answer, 'content-type')).toMatch(/^image\/(jpeg|webp|avif)$/);
    },
  );
});

describe('a bomb', () => {
  it('that is refused at upload has no address', async () => {
    for (const body of [profileBomb(), claims(16_383, 16_383)]) {
      const answer = await ada.ask('POST', '/api/images', { headers: { 'content-type': 'image/png' }, body });
      expect(answer.status).toBe(422);
    }
    await ada.refused('NOT_FOUND', 'GET', at('SL100', 'jpg', '01kdc7q3v8x2m4n6p8r0s2t4v6'));
  });

  it('of as many pixels as there may be is small below SL100, or refused, and images uploaded meanwhile become ready', async () => {
    const { id } = await settled(ada, (await ada.upload(canvas({ width: 10_000, height: 10_000 }))).id);
    const asked = ['SL100', 'CRP0,0,50,50_SL100', 'PT45_SL100', 'SC100,100,A', 'PT45_PT45_BL20_SL100', 'SL100_DPR4_KB1'];
    const [answers] = await Promise.all([
      Promise.all(asked.map((modifiers) => result(ada, at(modifiers, 'jpg', id)))),
      Promise.all(Array.from({ length: 3 }, async () => ready(ada, (await ada.upload(await jpeg())).id))),
    ]);
    for (const [index, { status, bytes }] of answers.entries()) {
      expect([200, 400], asked[index]).toContain(status);
      if (status === 200) expect((await sharp(bytes).metadata()).width, asked[index]).toBeLessThanOrEqual(400);
    }
    expect(answers[0]!.status).toBe(200);
    await ada.send('DELETE', `/api/images/${id}?forever=true`);
  });

  it('that was rejected has no sizes below any address', async () => {
    const whole = await noise(300, 200);
    const { id, state } = await settled(ada, (await ada.upload(whole.subarray(0, 900))).id);
    if (state === 'rejected') await ada.refused('NOT_READY', 'GET', at('SL100', 'jpg', id));
  });
});
