import { afterEach, describe, expect, it, vi } from 'vitest';

import { openMedia, type TestMedia } from './testing/open-media.js';
import { png } from '../../test/harness/images/tiny-images.js';
import { CLOCK_TOLERANCE } from '#libs/domain/drive/clock.js';
import { RepositoryFull, RepositoryUnavailable, StoreFull, StoreUnavailable } from '#libs/ports/errors.js';

let media: TestMedia;
afterEach(() => media.close());

const claims = { sub: 'id-of-ada', name: 'ada', scope: 'read upload write' };
const list = async (token: string) => (await fetch(`${media.url}/api/images`, { headers: { authorization: `Bearer ${token}` } })).status;

describe('authentication', () => {
  it('accepts only inner tokens for media that auth signed', async () => {
    media = await openMedia();
    const { sign } = media.auth;
    expect(await list(sign(claims))).toBe(200);
    expect((await fetch(`${media.url}/api/images`)).status).toBe(401);
    const refused = {
      'for another audience': sign(claims, { audience: 'auth' }),
      'from another issuer': sign(claims, { issuer: 'somebody' }),
      'of another type': sign(claims, { typ: 'JWT' }),
      'of a key that auth does not know': sign(claims, { header: { alg: 'RS256', typ: 'at+jwt', kid: 'other' } }),
      'that is over by more than clocks may differ': sign(claims, { expiresIn: -CLOCK_TOLERANCE - 1 }),
      'without a subject': sign({ name: 'ada', scope: 'read' }),
      'that is none': 'x.y.z',
      'without a signature': `${Buffer.from('{"alg":"none","typ":"at+jwt"}').toString('base64url')}.${sign(claims).split('.')[1]}.`,
    };
    for (const [what, token] of Object.entries(refused)) expect([what, await list(token)]).toEqual([what, 401]);
  });

  it('requires the scope of the route', async () => {
    media = await openMedia();
    const body = png(1);
    const { id } = (await (await media.as('ada', 'upload')('/api/images', { method: 'POST', body })).json()) as { id: string };
    const needed = [
      ['read', 'GET', '/api/images'],
      ['read', 'GET', `/api/images/${id}`],
      ['read', 'GET', `/get/${id}/o`],
      ['read', 'HEAD', `/get/${id}/o`],
      ['read', 'GET', `/trash/${id}/s`],
      ['upload', 'POST', '/api/images'],
      ['write', 'PATCH', `/api/images/${id}`],
      ['write', 'DELETE', `/api/images/${id}`],
      ['write', 'POST', `/api/images/${id}/restore`],
      ['write', 'POST', `/api/images/${id}/retry`],
      ['write', 'DELETE', '/api/trash'],
    ] as const;
    for (const [scope, method, path] of needed) {
      const others = ['read', 'upload', 'write'].filter((other) => other !== scope).join(' ');
      const response = await media.as('ada', others)(path, { method });
      expect([method, path, response.status]).toEqual([method, path, 403]);
      expect([401, 403]).not.toContain((await media.as('ada', scope)(path, { method })).status);
    }
  });

  it('answers 503, not 401, while auth is unavailable', async () => {
    media = await openMedia();
    await media.auth.close();
    const response = await media.as('ada')('/api/images');
    expect([response.status, response.headers.get('retry-after')]).toEqual([503, '2']);
    expect(await response.json()).toMatchObject({ code: 'UNAVAILABLE' });
  });

  it('works without auth once its key was fetched', async () => {
    media = await openMedia();
    expect((await media.as('ada')('/api/images')).status).toBe(200);
    await media.auth.close();
    expect((await media.as('ada')('/api/images')).status).toBe(200);
  });
});

describe('health', () => {
  const health = async (path: string) => {
    const response = await fetch(`${media.url}/health/${path}`);
    return { status: response.status, body: (await response.json()) as unknown };
  };

  it('is always live, and ready while the database and the store are', async () => {
    media = await openMedia();
    expect(await health('ready')).toEqual({ status: 200, body: { status: 'ok' } });
    vi.spyOn(media.database, 'check').mockRejectedValue(new RepositoryUnavailable());
    expect(await health('ready')).toMatchObject({
      status: 503,
      body: { detail: expect.stringMatching(/^the database of pictures: no answer\.$/) as string },
    });
    vi.spyOn(media.objects, 'check').mockRejectedValue(new StoreUnavailable());
    expect(await health('ready')).toMatchObject({
      status: 503,
      body: { detail: expect.stringContaining('the database of pictures: no answer. the object store: no answer.') as string },
    });
    expect((await health('live')).status).toBe(200);
  });

  it('takes GET and HEAD only', async () => {
    media = await openMedia();
    for (const path of ['live', 'ready']) {
      const put = await fetch(`${media.url}/health/${path}`, { method: 'PUT' });
      expect([put.status, put.headers.get('allow')]).toEqual([405, 'GET, HEAD']);
      expect((await fetch(`${media.url}/health/${path}`, { method: 'HEAD' })).status).toBe(200);
    }
    expect((await fetch(`${media.url}/health/other`)).status).toBe(404);
  });

  it('is ready on a full disk, so that people can delete pictures', async () => {
    media = await openMedia();
    vi.spyOn(media.database, 'check').mockRejectedValue(new RepositoryFull());
    vi.spyOn(media.objects, 'check').mockRejectedValue(new StoreFull());
    expect((await health('ready')).status).toBe(200);
  });
});
