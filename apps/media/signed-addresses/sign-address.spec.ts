import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import type { Image } from '#libs/api/image.js';
import type { AddressKeyMade, NewSignedAddress } from '#libs/api/signed-address.js';
import { signedAddress } from '#libs/domain/transform/signature.js';

import { json, openSigning, type Person, type Signing } from './signed-addresses.fixture.js';

let signing: Signing;
let ada: Person;
let key: AddressKeyMade;
let image: Image;
beforeAll(async () => {
  signing = await openSigning();
  ada = signing.session('ada');
  key = await signing.makeKey(ada);
  image = await signing.upload(ada);
});
afterAll(() => signing.media.close());

const at = (rest: string) => `/i/${image.id}${rest}`;

describe('POST /api/images/:id/sign', () => {
  const sign = async (body: Partial<Record<keyof NewSignedAddress, unknown>>, who = ada, id = image.id) => {
    const answer = await who(`/api/images/${id}/sign`, json({ format: 'webp', ...body }));
    return { status: answer.status, body: (await answer.json()) as Record<string, string> };
  };

  it('signs modifiers or a preset in their canonical form, by the newest key or a named one', async () => {
    const newest = await signing.makeKey(ada);
    const until = '2999-01-01T00:00:00.900Z';
    for (const [body, path, by, end] of [
      [{ modifiers: '_sl09_QL80_' }, at('._SL9_.webp'), newest, null],
      [{ preset: 'half', key: key.id }, at('.half.webp'), key, null],
      [{ until }, at('.webp'), newest, 32_472_144_000],
    ] as const) {
      const url = signedAddress({ path, end }, by);
      expect(await sign(body)).toEqual({ status: 200, body: { url, key: by.id, until: end && '2999-01-01T00:00:00.000Z' } });
      expect((await signing.look(url)).status).toBe(200);
    }
  });

  it.each([
    [{ modifiers: 'XY' }, 'BAD_TRANSFORM'],
    [{ modifiers: 'CR9000,0,9,9' }, 'BAD_TRANSFORM'],
    [{ preset: 'none' }, 'BAD_TRANSFORM'],
    [{ preset: '_SL9_' }, 'BAD_REQUEST'],
    [{ preset: 'none.01' }, 'BAD_REQUEST'],
    [{ modifiers: 'SL9', preset: 'half' }, 'BAD_REQUEST'],
    [{ format: 'gif' }, 'BAD_REQUEST'],
    [{ until: '2001-01-01T00:00:00Z' }, 'BAD_REQUEST'],
    [{ key: 'none' }, 'NOT_FOUND'],
  ])('refuses %j: %s', async (body, code) => {
    expect((await sign(body)).body).toMatchObject({ code });
  });

  it('signs nothing of another, nothing deleted, and nothing without a key', async () => {
    const gil = signing.session('gil');
    const [{ id }, { id: deleted }] = [await signing.upload(gil), await signing.upload(ada)];
    await ada(`/api/images/${deleted}`, { method: 'DELETE' });
    for (const other of [id, deleted, 'nonsense']) expect((await sign({}, ada, other)).body).toMatchObject({ code: 'NOT_FOUND' });
    expect((await sign({}, gil, id)).body).toMatchObject({ code: 'NO_SIGNING_KEY' });
    expect((await sign({ key: key.id }, gil, id)).body).toMatchObject({ code: 'NOT_FOUND' });
  });

  it('needs the scope of links', async () => {
    const reader = signing.media.as('ada', 'read upload');
    expect((await sign({}, reader)).body).toMatchObject({ code: 'SCOPE_MISSING' });
    expect((await sign({}, signing.media.as('ada', 'share'))).status).toBe(200);
  });
});

describe('signing keys', () => {
  it('are listed without their secrets, and are another person’s only for that person', async () => {
    const hal = signing.session('hal');
    const [one, two] = [await signing.makeKey(hal), await signing.makeKey(hal)];
    expect(one.secret).toMatch(/^sbk_[\w-]{43}$/);
    const list = await (await hal('/api/signing-keys')).text();
    expect((JSON.parse(list) as { items: object[] }).items).toMatchObject([{ id: two.id, name: 'Blog' }, { id: one.id }]);
    expect(list).not.toMatch(/secret|sbk_/);
    expect((await ada(`/api/signing-keys/${one.id}`, { method: 'DELETE' })).status).toBe(404);
    expect((await hal(`/api/signing-keys/${one.id}`, { method: 'DELETE' })).status).toBe(200);
    expect((await hal(`/api/signing-keys/${one.id}`, { method: 'DELETE' })).status).toBe(404);
  });

  it('can not be seen, made or revoked by a token, whatever it may do', async () => {
    const token = signing.media.as('ada', 'read upload write share');
    for (const init of [{}, json({ name: 'Blog' })]) expect((await token('/api/signing-keys', init)).status).toBe(403);
    expect((await token(`/api/signing-keys/${key.id}`, { method: 'DELETE' })).status).toBe(403);
  });

  it('are 20 at most', async () => {
    const ivy = signing.session('ivy');
    const answers = await Promise.all(Array.from({ length: 20 }, () => ivy('/api/signing-keys', json({ name: 'Blog' }))));
    expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([201]));
    const more = await ivy('/api/signing-keys', json({ name: 'Blog' }));
    expect([more.status, ((await more.json()) as { code: string }).code]).toEqual([409, 'TOO_MANY_KEYS']);
    expect(await signing.media.database.addressKeys.list(ivy.owner)).toHaveLength(20);
  });
});
