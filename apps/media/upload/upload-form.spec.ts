import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import { Image, UploadResults } from '#libs/api/image.js';

import { openMedia, type TestMedia } from '../testing/open-media.js';
import { png } from '../../../test/harness/images/tiny-images.js';

let media: TestMedia;
beforeAll(async () => {
  media = await openMedia({ SHOEBOX_MAX_UPLOAD_BYTES: '200000' });
});
afterAll(() => media.close());

/** A form as browsers write it; a field without a file name is text. */
function form(fields: readonly { name: string; fileName?: string; value: Buffer | string; header?: string }[], end = '--X--\r\n') {
  const parts = fields.flatMap(({ name, fileName, value, header }) => [
    `--X\r\nContent-Disposition: ${header ?? `form-data; name="${name}"${fileName === undefined ? '' : `; filename="${fileName}"`}`}\r\n\r\n`,
    value,
    '\r\n',
  ]);
  const body = Buffer.concat([...parts, end].map((part) => Buffer.from(part as string)));
  return { method: 'POST', headers: { 'content-type': 'multipart/form-data; boundary=X' }, body };
}

const file = (value: Buffer | string, fileName = 'a.png') => ({ name: 'file', fileName, value });
const listed = async (user: string) => ((await (await media.as(user)('/api/images')).json()) as { items: Image[] }).items;

describe('POST /api/images with a form', () => {
  it('answers a single file like a raw body', async () => {
    const ada = media.as('ada');
    const sent = form([{ name: 'modifiedAt', value: '2020-02-02T00:00:00Z' }, file(png(1), 'one.png')]);
    const first = await ada('/api/images', sent);
    expect(first.status).toBe(201);
    expect(Image.parse(await first.json())).toMatchObject({ name: 'one.png', sortAt: '2020-02-02T00:00:00.000Z' });
    const again = await ada('/api/images', sent);
    expect(again.status).toBe(200);
    expect(await again.json()).toMatchObject({ duplicate: true });
    const broken = await ada('/api/images', form([file('no picture')]));
    expect([broken.status, broken.headers.get('content-type')]).toEqual([415, 'application/problem+json; charset=utf-8']);
  });

  it('answers a single file like several when the client prefers results=each', async () => {
    const { headers, ...rest } = form([file('no picture', 'one.txt')]);
    const response = await media.as('ada')('/api/images', { ...rest, headers: { ...headers, prefer: 'results=each' } });
    expect(response.status).toBe(207);
    expect(UploadResults.parse(await response.json()).results).toMatchObject([{ status: 415, name: 'one.txt' }]);
  });

  it('stores seventeen of twenty files when three are bad, and answers 207 in their order', async () => {
    const bad = new Map([
      [3, { value: 'no picture', status: 415 }],
      [9, { value: '', status: 400 }],
      [15, { value: png(115, { padding: 300_000 }), status: 413 }],
    ]);
    const files = Array.from({ length: 20 }, (_, index) => file(bad.get(index)?.value ?? png(100 + index), `${index}.png`));
    const response = await media.as('many')('/api/images', form(files));
    expect(response.status).toBe(207);
    const { results } = UploadResults.parse(await response.json());
    expect(results.map((result) => ('image' in result ? result.image.name : result.name))).toEqual(files.map(({ fileName }) => fileName));
    expect(results.map(({ status }) => status)).toEqual(files.map((_, index) => bad.get(index)?.status ?? 201));
    expect(results[3]).toMatchObject({ error: { code: 'UNSUPPORTED_TYPE' } });
    expect(await listed('many')).toHaveLength(17);
    expect(await media.temporary()).toEqual([]);
  });

  it.each(['picture', 'files[]', 'modifiedAt'])('takes a file in a field named %s', async (name) => {
    const response = await media.as(`field-${name.replace('[]', '')}`)('/api/images', form([{ ...file(png(1), 'one.png'), name }]));
    expect([response.status, await response.json()]).toMatchObject([201, { name: 'one.png' }]);
  });

  it('applies modifiedAt to the files after it', async () => {
    const times = ['2001-01-01T00:00:00.000Z', '2002-02-02T00:00:00.000Z'] as const;
    const field = (value: string) => ({ name: 'modifiedAt', value });
    const response = await media.as('times')(
      '/api/images',
      form([field(times[0]), file(png(1)), file(png(2)), field(times[1]), file(png(3))]),
    );
    const { results } = (await response.json()) as { results: { image: Image }[] };
    expect(results.map(({ image }) => image.sortAt)).toEqual([times[0], times[0], times[1]]);
  });

  it('reports the second of two equal files as a duplicate', async () => {
    const response = await media.as('twice')('/api/images', form([file(png(1)), file(png(1))]));
    expect(UploadResults.parse(await response.json()).results.map(({ status }) => status)).toEqual([201, 200]);
  });

  it.each([
    ['quotes escaped as browsers do', 'form-data; name="file"; filename="a %22b%22.png"', 'a "b".png'],
    ['quotes escaped by backslashes', 'form-data; name="file"; filename="a \\"b\\".png"', 'a "b".png'],
    ['the RFC 5987 form', "form-data; name=file; filename=x; filename*=UTF-8''na%C3%AFve%20%E2%82%AC.png", 'naïve €.png'],
    ['letters beyond ASCII and a path', 'form-data; name="file"; filename="C:\\pics\\日本 🐙.png"', '日本 🐙.png'],
    ['no value', 'form-data; name="file"', 'image.png'],
  ])('reads a file name with %s', async (what, header, name) => {
    const response = await media.as(`named-${what.length}`)('/api/images', form([{ name: '', header, value: png(1) }]));
    expect(await response.json()).toMatchObject({ name });
  });

  it.each([
    ['no header', ''],
    ['no Content-Disposition', 'Content-Type: image/png\r\n'],
    ['another disposition', 'Content-Disposition: attachment; name="file"; filename="a.png"\r\n'],
    ['a line break in its name', 'Content-Disposition: form-data; name="file"; filename="a\rb.png"\r\n'],
  ])('reports a part with %s as unreadable and stores the others', async (what, header) => {
    const who = media.as(`part-${what.length}`);
    const part = Buffer.concat([Buffer.from(`--X\r\n${header}\r\n`), png(1), Buffer.from('\r\n')]);
    const { body, ...init } = form([file(png(2))]);
    const response = await who('/api/images', { ...init, body: Buffer.concat([part, body]) });
    expect(response.status).toBe(207);
    const { results } = UploadResults.parse(await response.json());
    expect(results).toMatchObject([
      { status: 400, error: { code: 'BAD_REQUEST', detail: expect.stringContaining('Content-Disposition') as string }, name: 'image' },
      { status: 201 },
    ]);
    const alone = await who('/api/images', { ...init, body: Buffer.concat([part, Buffer.from('--X--\r\n')]) });
    expect([alone.status, await alone.json()]).toMatchObject([400, { code: 'BAD_REQUEST' }]);
  });

  const good = file(png(77));
  it.each([
    ['no field at all', form([])],
    ['no file', form([{ name: 'modifiedAt', value: '2020-02-02T00:00:00Z' }])],
    ['an unknown text field', form([good, { name: 'owner', value: 'eve' }])],
    ['an invalid time', form([{ name: 'modifiedAt', value: 'yesterday' }, good])],
    ['a text field that is too long', form([{ name: 'modifiedAt', value: 'x'.repeat(100_000) }, good])],
    ['101 files', form(Array.from({ length: 101 }, (_, index) => file(png(index))))],
    ['11 text fields', form([...Array.from({ length: 11 }, () => ({ name: 'modifiedAt', value: '2020-02-02T00:00:00Z' })), good])],
    ['no boundary', { ...form([good]), headers: { 'content-type': 'multipart/form-data' } }],
    ['another boundary', { ...form([good]), headers: { 'content-type': 'multipart/form-data; boundary=Y' } }],
    ['no end', form([good, file(png(78))], '')],
    ['nothing', { ...form([]), body: '' }],
  ])('refuses the whole form with %s', async (_what, init) => {
    const response = await media.as('refused')('/api/images', init);
    expect({ status: response.status, body: await response.json() }).toMatchObject({ status: 400, body: { code: 'BAD_REQUEST' } });
    expect(await listed('refused')).toEqual([]);
    expect(await media.temporary()).toEqual([]);
  });

  it('refuses a query with a form', async () => {
    expect((await media.as('ada')('/api/images?name=x', form([file(png(5))]))).status).toBe(400);
  });

  it('keeps bytes that look like a boundary, whatever the chunks are', async () => {
    const value = Buffer.concat([png(9), Buffer.from('\r\n--\r\n--Y\r\n--X-\r'.repeat(50))].map((part) => Buffer.from(part)));
    const { body, ...init } = form([file(value.subarray(0, value.indexOf('\r\n--X-'))), file(png(10))]);
    const stream = new ReadableStream({
      start(controller) {
        for (let at = 0; at < body.length; at += 7) controller.enqueue(body.subarray(at, at + 7));
        controller.close();
      },
    });
    const response = await media.as('chunks')('/api/images', { ...init, body: stream, duplex: 'half' } as RequestInit);
    const [first] = UploadResults.parse(await response.json()).results;
    if (!first || !('image' in first)) throw new Error('not kept');
    const row = await media.images.find(first.image.id);
    const { stream: stored } = await media.objects.get(row!.originalKey);
    expect(Buffer.concat(await stored.toArray()).equals(value.subarray(0, value.indexOf('\r\n--X-')))).toBe(true);
  });
});
