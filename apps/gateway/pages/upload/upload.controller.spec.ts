import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import { openGateway, type Gateway } from '../../gateway.fixture.js';
import { mediaAnswers, NAUGHTY, picture } from '../pages.fixture.js';

let gateway: Gateway;
beforeAll(async () => {
  gateway = await openGateway();
});
afterAll(() => gateway.close());

const sending = {
  method: 'POST',
  headers: { 'content-type': 'multipart/form-data; boundary=x' },
  body: '--x\r\ncontent-disposition: form-data; name="file"; filename="a.jpg"\r\n\r\nbytes\r\n--x--\r\n',
};
const upload = async (status: number, body: object) => {
  mediaAnswers(gateway, { 'POST /api/images': { status, body } });
  return gateway.send('/ada/upload/', sending);
};
const error = { code: 'UNSUPPORTED_TYPE', title: 'This type is not supported', detail: 'Send a JPEG.' };

describe('the upload page', () => {
  it('is a form that works without a script, and shows the limit', async () => {
    const { text } = await gateway.send('/ada/upload');
    expect(text).toMatch(/<form [^>]*method="post" enctype="multipart\/form-data" action="\/ada\/upload\/"/i);
    expect(text).toMatch(/<input [^>]*type="file" name="file" multiple required accept="image\/jpeg,/);
    expect(text).toContain('up to 100 MB each');
    expect(text).toContain('data-max-bytes="104857600"');
  });

  it('redirects to the list when all files succeeded', async () => {
    const results = [
      { status: 201, image: picture() },
      { status: 200, image: picture({ duplicate: true }) },
    ];
    const { status, headers } = await upload(207, { results });
    expect([status, headers.location]).toEqual([303, '/ada/list/5']);
    expect(gateway.media.seen.at(-1)?.headers).toMatchObject({ 'content-type': 'multipart/form-data; boundary=x', prefer: 'results=each' });
  });

  it('redirects to a list that is long enough', async () => {
    const { headers } = await upload(207, { results: Array.from({ length: 20 }, () => ({ status: 201, image: picture() })) });
    expect(headers.location).toBe('/ada/list/20');
  });

  it('names each failed file and the reason', async () => {
    const results = [
      { status: 201, image: picture() },
      { status: 415, error, name: NAUGHTY },
      { status: 422, error, name: 'b.txt' },
    ];
    const { status, text } = await upload(207, { results });
    expect(status).toBe(422);
    expect(text).toContain('2 files failed');
    expect(text).toContain('1 picture uploaded');
    expect(text).toContain('<strong class="name">b.txt</strong>: This type is not supported. Send a JPEG.');
    expect(text).toContain('&lt;script>alert(1)');
    expect(text).not.toContain('<script>alert');
  });

  it.each([
    [400, 422],
    [413, 422],
    [503, 503],
    [507, 507],
  ])('shows the error when the whole upload failed: %i is answered with %i', async (status, answered) => {
    const response = await upload(status, { ...error, status, type: '/docs', requestId: 'x' });
    expect(response.status).toBe(answered);
    expect(response.text).toContain('1 file failed');
    expect(response.text).toContain('Send a JPEG.');
  });
});
