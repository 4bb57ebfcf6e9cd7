import { execFile } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';

import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import type { Share, SharedUpload, ShareWithImages } from '#libs/api/share.js';

import { header } from '../harness/http/answer.js';
import { Client, formOf, PASSWORD } from '../harness/http/client.js';
import { openDrive, type TestDrive } from '../harness/drive/drive.js';
import { Browser } from '../harness/http/page.js';
import { jpeg } from '../harness/images/images.js';
import { ready } from '../harness/http/until.js';

const UPLOAD = '/api/shares/upload';
const TEXT = { accept: 'text/plain' };

let drive: TestDrive;
let ada: Client;
let nobody: Client;
let browser: Browser;
let tool: Client;
let page: string;
beforeAll(async () => {
  drive = await openDrive();
  ada = await Client.signUp(drive.url);
  nobody = new Client(drive.url);
  browser = new Browser(drive.url);
  await browser.post('/login', { email: ada.user.email, password: PASSWORD });
  const fields = { name: 'ShareX', upload: 'on', share: 'on', days: '30' };
  page = (await browser.post(`/${ada.user.name}/account/tokens`, fields, 201)).text;
  tool = ada.with(/value="(sbt_[\w-]+)"/.exec(page)![1]!);
});
afterAll(() => drive.close());

const pathOf = (address: string) => {
  expect(address.startsWith(`${drive.url}/`)).toBe(true);
  return address.slice(drive.url.length);
};
const withScopes = async (...scopes: string[]) => {
  const made = await ada.json('POST', '/api/auth/tokens', { name: 'Tool', scopes }, { status: 201 });
  return ada.with(made.json<{ token: string }>().token);
};

it('the ShareX configuration of the account page uploads, and its answer leads where it should', async () => {
  const [, encoded, fileName] = /href="data:application\/json,([^"]+)" download="([^"]+)"/.exec(page)!;
  expect(fileName).toMatch(/^[\w.-]+\.sxcu$/);
  const config = JSON.parse(decodeURIComponent(encoded!)) as Record<string, string> & { Headers: Record<string, string> };
  expect(config['Body']).toBe('MultipartFormData');
  const { headers, body } = await formOf([{ bytes: await jpeg(), name: 'Screenshot 1.jpg' }]);
  const path = pathOf(config['RequestURL']!);
  const sent = { status: 201, headers: { ...headers, ...lowerCased(config.Headers) }, body };
  const answer = (await nobody.send(config['RequestMethod']!, path, sent)).json<SharedUpload & Record<string, string>>();
  const told = (name: string) => pathOf(answer[/^\{json:(\w+)\}$/.exec(config[name]!)![1]!]!);
  expect(answer.image.name).toBe('Screenshot 1.jpg');
  await nobody.get(told('URL'), { status: 200 });
  await ready(ada, answer.image.id);
  await nobody.get(told('ThumbnailURL'), { status: 200 });

  // It only asks: a tool that opens it, or a preview that fetches it, changes nothing.
  expect((await browser.get(told('DeletionURL'))).text).toContain('method="post"');
  await nobody.send('GET', told('DeletionURL'), { status: 303 });
  expect((await ada.image(answer.image.id)).deletedAt).toBeNull();
});

it('the curl line of the account page works when pasted', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'shoebox-curl-'));
  try {
    await writeFile(join(folder, 'picture.jpg'), await jpeg());
    const line = unescaped(/id="made-curl"[^>]* value="([^"]+)"/.exec(page)![1]!);
    const { stdout } = await promisify(execFile)('sh', ['-c', `${line} -s`], { cwd: folder });
    expect(stdout.endsWith('\n')).toBe(true);
    await nobody.get(pathOf(stdout.trim()), { status: 200 });
  } finally {
    await rm(folder, { recursive: true });
  }
});

describe('an upload that makes its link', () => {
  it('answers whoever asks for text with the link and nothing else', async () => {
    const answer = await tool.send('POST', `${UPLOAD}?name=sea.jpg`, { status: 201, headers: TEXT, body: await jpeg() });
    expect(header(answer, 'content-type')).toBe('text/plain; charset=utf-8');
    expect(pathOf(answer.text)).toMatch(/^\/p\/[0-9A-Za-z]{24}$/);
    const share = (await ada.get(header(answer, 'location'))).json<ShareWithImages>();
    expect(share).toMatchObject({ page: pathOf(answer.text), sizes: ['s', 'm', 'l'], images: [{ name: 'sea.jpg' }] });
    const both = { accept: 'application/json, text/plain, */*' };
    const json = await tool.send('POST', UPLOAD, { status: 201, headers: both, body: await jpeg() });
    expect(json.json<SharedUpload>().url).toContain('/p/');
  });

  it('makes another link to bytes that are here already', async () => {
    const body = await jpeg();
    const send = async () => (await tool.send('POST', UPLOAD, { status: 201, body })).json<SharedUpload>();
    const [first, second] = [await send(), await send()];
    expect(second.image).toMatchObject({ id: first.image.id, duplicate: true });
    expect(second.url).not.toBe(first.url);
  });

  it('is refused what no picture or more than one is, and leaves no link', async () => {
    const before = (await ada.get('/api/shares')).text;
    const images = await ada.ids();
    await tool.refused('UNSUPPORTED_TYPE', 'POST', UPLOAD, { body: Buffer.from('no picture'), headers: TEXT });
    await tool.refused('EMPTY_FILE', 'POST', UPLOAD);
    await tool.refused('BAD_REQUEST', 'POST', `${UPLOAD}?size=m`, { body: await jpeg() });
    await tool.refused('BAD_REQUEST', 'POST', UPLOAD, await formOf([{ bytes: await jpeg() }, { bytes: await jpeg() }]));
    expect((await ada.get('/api/shares')).text).toBe(before);
    expect(await ada.ids()).toEqual(images);
  });
});

describe('the scope of links', () => {
  it('makes, changes and ends them, and allows nothing else', async () => {
    const { id } = await ada.upload(await jpeg());
    const sharer = await withScopes('share');
    const share = (await sharer.json('POST', '/api/shares', { imageIds: [id] }, { status: 201 })).json<Share>();
    await sharer.json('PATCH', `/api/shares/${share.id}`, { name: 'Sea' }, { status: 200 });
    for (const path of ['/api/images', '/api/shares']) await sharer.refused('SCOPE_MISSING', 'GET', path);
    await sharer.refused('SCOPE_MISSING', 'DELETE', `/api/images/${id}`);
    await sharer.refused('SCOPE_MISSING', 'POST', UPLOAD, { body: await jpeg() });
    await sharer.send('DELETE', `/api/shares/${share.id}`, { status: 204 });
    await nobody.send('GET', share.page, { status: 404 });
  });

  it('is in `write`, and in no other', async () => {
    const { id } = await ada.upload(await jpeg());
    await (await withScopes('write')).json('POST', '/api/shares', { imageIds: [id] }, { status: 201 });
    await (await withScopes('upload', 'write')).send('POST', UPLOAD, { status: 201, body: await jpeg() });
    const other = await withScopes('read', 'upload');
    await other.refusedJson('SCOPE_MISSING', 'POST', '/api/shares', { imageIds: [id] });
    await other.refused('SCOPE_MISSING', 'POST', UPLOAD, { body: await jpeg() });
  });
});

function lowerCased(headers: Record<string, string>): Record<string, string> {
  return Object.fromEntries(Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value]));
}

function unescaped(html: string): string {
  return html.replaceAll('&quot;', '"').replaceAll('&lt;', '<').replaceAll('&amp;', '&');
}
