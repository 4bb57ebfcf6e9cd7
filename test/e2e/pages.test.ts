import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import { RESERVED_NAMES } from '#libs/api/account.js';

import { header } from '../harness/http/answer.js';
import { Client, formOf, newEmail, PASSWORD } from '../harness/http/client.js';
import { openDrive, type TestDrive } from '../harness/drive/drive.js';
import { Browser, location } from '../harness/http/page.js';
import { cutJpeg, jpeg } from '../harness/images/images.js';
import { ready, settled } from '../harness/http/until.js';

let drive: TestDrive;
let ada: Client;
let browser: Browser;
let home: string;
beforeAll(async () => {
  drive = await openDrive();
  ada = await Client.signUp(drive.url);
  home = `/${ada.user.name}`;
  browser = new Browser(drive.url);
  await browser.post('/login', { email: ada.user.email, password: PASSWORD });
});
afterAll(() => drive.close());

describe('a person without a session', () => {
  it('is redirected to the log-in and back', async () => {
    const nobody = new Browser(drive.url);
    expect(location(await nobody.get('/', 303))).toBe('/login');
    for (const page of ['list/5', 'list/5/', 'upload/', 'trash/', 'view/x', 'view/x/o', 'delete/x', 'list/nonsense']) {
      const path = `${home}/${page}`;
      expect(location(await nobody.get(path, 303))).toBe(`/login?next=${encodeURIComponent(path)}`);
    }
    const form = await nobody.get(`/login?next=${encodeURIComponent(`${home}/trash/`)}`);
    expect(form.text).toMatch(new RegExp(`name="next"[^>]*value="${home}/trash/"|value="${home}/trash/"[^>]*name="next"`));
    const answer = await nobody.post('/login', { email: ada.user.name, password: PASSWORD, next: `${home}/trash/` });
    expect(location(answer)).toBe(`${home}/trash/`);
    await nobody.get(`${home}/trash/`);
  });

  it.each([
    '//evil.example',
    '/\\evil.example',
    'https://evil.example',
    'javascript:alert(1)',
    '/\t/evil.example',
    '/..//evil.example',
    '',
  ])('is never redirected to %j', async (next) => {
    const nobody = new Browser(drive.url);
    expect((await nobody.get(`/login?next=${encodeURIComponent(next)}`)).text).not.toContain('evil');
    expect(location(await nobody.post('/login', { email: ada.user.email, password: PASSWORD, next }))).toBe('/');
  });

  it('sees the form again with the error and the e-mail', async () => {
    const nobody = new Browser(drive.url);
    const login = await nobody.post('/login', { email: ada.user.email, password: 'wrong' }, 401);
    expect(login.text).toContain(ada.user.email);
    expect(login.text).not.toContain('wrong');
    expect((await nobody.post('/login', { email: newEmail(), password: 'wrong' }, 401)).text).toContain('Wrong e-mail or password');
    await nobody.post('/signup', { email: ada.user.email, password: PASSWORD }, 409);
    await nobody.post('/signup', { email: newEmail(), password: 'short' }, 422);
    await nobody.post('/signup', { email: 'nonsense', password: PASSWORD }, 422);
    await nobody.post('/login', { email: ada.user.email }, 400);
    await nobody.get(`${home}/list/5`, 303);
  });
});

it('everything works with forms alone, without a script', async () => {
  const bea = new Browser(drive.url);
  const email = newEmail('bea');
  const own = `/${email.split('@')[0]!}`;
  await bea.submit(await bea.get('/signup'), '/signup', { email, password: PASSWORD });
  expect(location(await bea.get('/', 303))).toBe(`${own}/list/5`);
  const empty = await bea.get(`${own}/list/5/`);
  expect(empty.text).toContain(`href="${own}/upload/"`);
  expect(empty.text).not.toContain('<img');

  const upload = await bea.get(`${own}/upload/`);
  expect(upload.text).toMatch(/<input[^>]*type="file"[^>]*name="file"[^>]*multiple/);
  const [one, two] = [await jpeg(), await jpeg()];
  const sent = await bea.postForm(
    `${own}/upload/`,
    await formOf([
      { bytes: one, name: 'one.jpg' },
      { bytes: two, name: 'two.jpg' },
    ]),
  );
  expect(location(sent)).toBe(`${own}/list/5`);
  const list = await bea.get(`${own}/list/5`);
  const ids = [...list.text.matchAll(new RegExp(`href="${own}/view/(\\w+)"`, 'g'))].map(([, id]) => id!);
  expect(ids).toHaveLength(2);
  expect(list.text.indexOf(`${own}/upload/`)).toBeLessThan(list.text.indexOf(`${own}/view/`));
  expect(list.text.indexOf('two.jpg')).toBeLessThan(list.text.indexOf('one.jpg'));

  const id = ids[0]!;
  const view = await bea.get(`${own}/view/${id}`);
  expect(view.text).toContain('two.jpg');
  for (const size of ['s', 'm', 'l', 'o']) {
    expect(view.text).toMatch(new RegExp(`href="${own}/view/${id}/${size}/?"`));
    for (const slash of ['', '/']) await bea.get(`${own}/view/${id}/${size}${slash}`);
  }
  await bea.submit(view, `${own}/view/${id}/edit`, { name: 'renamed.jpg' });
  expect((await bea.get(`${own}/view/${id}`)).text).toContain('renamed.jpg');
  expect((await bea.post(`${own}/view/${id}/edit`, { name: ' ' }, 400)).text).toContain('renamed.jpg');

  const ask = await bea.get(`${own}/delete/${id}`);
  expect(ask.text).toContain('renamed.jpg');
  expect((await bea.get(`${own}/list/5`)).text).toContain(id);
  expect(location(await bea.submit(ask, `${own}/delete/${id}`))).toBe(`${own}/list/5`);
  expect((await bea.get(`${own}/list/5`)).text).not.toContain(id);
  await bea.get(`${own}/view/${id}`, 404);

  const trash = await bea.get(`${own}/trash/`);
  expect(trash.text).toContain('renamed.jpg');
  await bea.submit(trash, `${own}/trash/${id}/restore`);
  expect((await bea.get(`${own}/list/5`)).text).toContain(id);
  await bea.post(`${own}/delete/${id}`, {});
  await bea.submit(await bea.get(`${own}/trash`), `${own}/trash/${id}/purge`);
  expect((await bea.get(`${own}/trash/`)).text).not.toContain(id);
  await bea.post(`${own}/delete/${ids[1]!}`, {});
  await bea.submit(await bea.get(`${own}/trash`), `${own}/trash/empty`);
  expect((await bea.get(`${own}/trash/`)).text).not.toContain(ids[1]);

  const out = await bea.submit(await bea.get(`${own}/list/5`), '/logout');
  expect(header(out, 'clear-site-data')).toBe('"cache"');
  await bea.get(`${own}/list/5`, 303);
});

describe('the upload form', () => {
  it('names each failed file, as text', async () => {
    const files = [
      { bytes: await jpeg(), name: 'good.jpg' },
      { bytes: Buffer.from('no'), name: '<script>alert(1)<x>.jpg' },
      { bytes: Buffer.alloc(0), name: 'empty.jpg' },
    ];
    const answer = await browser.postForm(`${home}/upload/`, await formOf(files), 422);
    expect(answer.text).toContain('empty.jpg');
    expect(answer.text).toContain('&lt;script>alert(1)&lt;x>.jpg');
    expect(answer.text).not.toContain('good.jpg');
    expect(await ada.ids({ q: 'good.jpg' })).toHaveLength(1);
  });

  it('reports one bad file, and an empty form', async () => {
    const answer = await browser.postForm(`${home}/upload/`, await formOf([{ bytes: Buffer.from('no'), name: 'notes.txt' }]), 422);
    expect(answer.text).toContain('notes.txt');
    await browser.postForm(`${home}/upload`, await formOf([{ bytes: Buffer.alloc(0), name: '' }]), 422);
    await browser.post(`${home}/upload/`, { file: 'x' }, 422);
  });
});

describe('the list', () => {
  it.each(['1', '5', '500'])('shows %s pictures, with and without a slash', async (n) => {
    for (const slash of ['', '/']) await browser.get(`${home}/list/${n}${slash}`);
  });

  it('redirects more than 500 to 500', async () => {
    for (const n of ['501', '99999', '9'.repeat(400)])
      expect(location(await browser.get(`${home}/list/${n}/`, 303))).toBe(`${home}/list/500`);
  });

  it.each(['0', '-1', '1.5', '05', 'x', '1e2', '%20', '5%00', 'Infinity', '', '5/x'])('is 404 for %j', async (n) => {
    await browser.get(`${home}/list/${n}`, 404);
  });

  it('shows exactly the last n', async () => {
    for (let count = 0; count < 3; count++) await ada.upload(await jpeg());
    expect((await browser.get(`${home}/list/2`)).text.match(/href="[^"]*\/view\//g)).toHaveLength(2);
  });
});

it('a picture that can’t be shown has a reason and can be retried without a script', async () => {
  const { id } = await settled(ada, (await ada.upload(await cutJpeg())).id);
  const page = await browser.get(`${home}/view/${id}`);
  expect(page.text).not.toContain(`/get/${id}/m`);
  expect(location(await browser.submit(page, `${home}/view/${id}/retry`))).toBe(`${home}/view/${id}`);
  await settled(ada, id);
  const good = await ready(ada, (await ada.upload(await jpeg())).id);
  expect(location(await browser.post(`${home}/view/${good.id}/retry`, {}))).toBe(`${home}/view/${good.id}`);
});

describe('an unknown address', () => {
  it.each(['/x', '/view', '/view/', '/list', '/nothing', '/view/x/y/z', '/delete', '/trash/x', '/trash/x/m', '/photos/x'])(
    '%s',
    async (page) => {
      const answer = await browser.get(home + page, 404);
      expect(header(answer, 'content-type')).toContain('text/html');
      expect(header(answer, 'x-request-id')).toMatch(/^[\w-]{8,64}$/);
    },
  );

  it.each([...RESERVED_NAMES])('the reserved name %s has no pages', async (name) => {
    const answer = await ada.send('GET', `/${name}/list/5`, { status: 404 });
    expect(answer.text).not.toContain('/view/');
  });
});
