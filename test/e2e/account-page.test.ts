import { afterAll, beforeAll, expect, it } from 'vitest';

import { signedAddress } from '#libs/domain/transform/signature.js';

import { Client, PASSWORD } from '../harness/http/client.js';
import { openDrive, type TestDrive } from '../harness/drive/drive.js';
import { Browser, location } from '../harness/http/page.js';
import { ready } from '../harness/http/until.js';
import { jpeg, taken } from '../harness/images/images.js';

let drive: TestDrive;
let ada: Client;
let bea: Client;
let browser: Browser;
let home: string;
beforeAll(async () => {
  drive = await openDrive();
  ada = await Client.signUp(drive.url);
  bea = await Client.signUp(drive.url);
  home = `/${ada.user.name}`;
  browser = await loggedIn();
});
afterAll(() => drive.close());

async function loggedIn(password = PASSWORD): Promise<Browser> {
  const another = new Browser(drive.url);
  await another.post('/login', { email: ada.user.email, password });
  return another;
}
const page = () => browser.get(`${home}/account/`);
const idsOf = (text: string, part: string) =>
  [...text.matchAll(new RegExp(`action="[^"]*/account/${part}/(\\w+)/`, 'g'))].map(([, id]) => id!);

it('a token can be created and used, is shown only once, and can be deleted', async () => {
  const made = await browser.post(`${home}/account/tokens`, { name: 'Frame <b>', read: 'on', days: '30' }, 201);
  const token = /value="(sbt_[\w-]+)"/.exec(made.text)![1]!;
  const frame = ada.with(token);
  await frame.get('/api/images');
  await frame.refused('SCOPE_MISSING', 'POST', '/api/images', { body: await jpeg() });
  const listed = await page();
  expect(listed.text).toContain('Frame &lt;b>');
  expect(listed.text).not.toContain(token);
  const [id] = idsOf(listed.text, 'tokens');
  const gone = await browser.submit(listed, `${home}/account/tokens/${id}/delete`);
  expect((await browser.get(location(gone))).text).toContain('The token was deleted');
  await frame.refused('NOT_LOGGED_IN', 'GET', '/api/images');
});

it('a signing key can be created and used, is shown only once, is in the log, and can be revoked', async () => {
  const made = await browser.post(`${home}/account/keys`, { name: 'Blog <b>' }, 201);
  const [secret, id] = ['sbk_[\\w-]+', '[0-9a-z]{26}'].map((value) => new RegExp(`value="(${value})"`).exec(made.text)![1]!);
  const image = await ready(ada, (await ada.upload(await jpeg())).id);
  const address = signedAddress({ path: `/i/${image.id}._SL99_.jpg`, end: null }, { id: id!, secret: secret! });
  await new Client(drive.url).get(address, { status: 200 });
  const listed = await page();
  expect(listed.text).toContain('Blog &lt;b>');
  expect(listed.text).not.toContain(secret);
  expect(listed.text).toContain('Signing key created: Blog &lt;b>');
  const gone = await browser.submit(listed, `${home}/account/keys/${id}/revoke`);
  const after = await browser.get(location(gone));
  expect(after.text).toContain('The key was revoked');
  expect(after.text).toContain('Signing key revoked: Blog &lt;b>');
  await new Client(drive.url).refused('NOT_FOUND', 'GET', address);
});

it('a preset can be saved, used, changed and deleted, and what can not be one is said', async () => {
  const path = `${home}/account/presets`;
  const image = await ready(ada, (await ada.upload(await jpeg())).id);
  const wrong = await browser.post(path, { name: 'hero', modifiers: 'XY' }, 400);
  expect(wrong.text).toMatch(/role="alert">[^<]*XY/);
  expect(wrong.text).toContain('value="XY"');
  await browser.post(path, { name: '', modifiers: 'SL9' }, 400);
  await browser.post(path, { name: 'hero', modifiers: '_SL98_' }, 303);
  await ada.get(`/i/${image.id}.hero.jpg`, { status: 200 });
  const listed = await browser.get(`${home}/account/`);
  expect(listed.text).toContain('<code>SL98</code>');
  const gone = await browser.submit(listed, `${home}/account/presets/hero/delete`);
  expect((await browser.get(location(gone))).text).toContain('The preset was deleted');
  await ada.refused('BAD_TRANSFORM', 'GET', `/i/${image.id}.hero.jpg`);
});

it('another session ends immediately, and the own session like a log-out', async () => {
  const other = await loggedIn();
  await other.get(`${home}/account/`);
  const before = await page();
  for (const id of idsOf(before.text, 'sessions')) await browser.submit(before, `${home}/account/sessions/${id}/end`);
  expect(location(await other.get(`${home}/account/`, 303))).toContain('/login');
  expect(idsOf((await page()).text, 'sessions')).toEqual([]);
});

it('the form changes the password, and shows errors at their field', async () => {
  const next = 'a wholly different sentence';
  const path = `${home}/account/password`;
  expect((await browser.post(path, { current: 'wrong', next }, 401)).text).toContain('id="current-error"');
  expect((await browser.post(path, { current: PASSWORD, next: 'password' }, 422)).text).toContain('id="next-error"');
  const other = await loggedIn();
  const changed = await browser.submit(await page(), path, { current: PASSWORD, next });
  expect((await browser.get(location(changed))).text).toContain('Your password was changed');
  await other.get(`${home}/account/`, 303);
  await loggedIn(next);
});

it('the account page of another person is 404', async () => {
  for (const path of ['account', 'photos']) await browser.get(`/${bea.user.name}/${path}`, 404);
});

it('pictures are grouped by the month they were taken, in any order of upload', async () => {
  const own = new Browser(drive.url);
  await own.post('/login', { email: bea.user.email, password: PASSWORD });
  for (const at of ['2019:06:30 23:59:59', '2021:03:04 05:06:07', '2019:07:01 00:00:00'])
    await bea.upload(await taken(at), { name: `${at}.jpg` });
  const { text } = await own.get(`/${bea.user.name}/photos/`);
  expect([...text.matchAll(/<h2>([^<]*)/g)].map(([, month]) => month)).toEqual(['March 2021', 'July 2019', 'June 2019']);
  await own.get(`/${bea.user.name}/photos/?before=nonsense`, 404);
});

it('error pages and the API documentation show the menu of the session', async () => {
  for (const [path, status] of [
    [`${home}/nothing`, 404],
    ['/docs', 200],
  ] as const) {
    expect((await browser.get(path, status)).text).toContain(`href="${home}/account/"`);
    expect((await new Browser(drive.url).get(path, path === '/docs' ? 200 : 404)).text).not.toContain('aria-label="Main"');
  }
});

it('auth refuses unknown query parameters', async () => {
  for (const path of ['/api/auth/me?x=1', '/api/auth/sessions?page=2']) await bea.refused('BAD_REQUEST', 'GET', path);
  await bea.refused('BAD_REQUEST', 'POST', '/api/auth/logout?all');
  const body = { email: bea.user.email, password: PASSWORD };
  for (const path of ['login', 'signup']) await bea.refusedJson('BAD_REQUEST', 'POST', `/api/auth/${path}?next=/`, body);
});
