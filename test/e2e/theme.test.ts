import { afterAll, beforeAll, expect, it } from 'vitest';

import { Client, PASSWORD } from '../harness/http/client.js';
import { openDrive, type TestDrive } from '../harness/drive/drive.js';
import { header, setCookie } from '../harness/http/answer.js';
import { Browser, location } from '../harness/http/page.js';

let drive: TestDrive;
let browser: Browser;
let ada: Client;
beforeAll(async () => {
  drive = await openDrive();
  ada = await Client.shared(drive.url);
  browser = new Browser(drive.url);
  await browser.post('/login', { email: ada.user.email, password: PASSWORD });
});
afterAll(() => drive.close());

it('the chosen theme is stored in the browser and used by every page, also a 404', async () => {
  const account = `/${ada.user.name}/account`;
  const page = await browser.get(`${account}/`);
  expect(page.text).toMatch(/<html lang="en">/);
  expect(page.text).toContain('<meta name="color-scheme" content="light dark"');
  const answer = await browser.submit(page, `${account}/theme`, { theme: 'dark' });
  expect(location(answer)).toBe(`${account}/#appearance`);
  expect(setCookie(answer, 'shoebox_theme')).toMatch(/^shoebox_theme=dark; Max-Age=\d+; Path=\/; HttpOnly; SameSite=Lax$/);
  const chosen = new Client(drive.url);
  for (const path of ['/login', '/docs', '/nothing/here']) {
    const { text } = await chosen.ask('GET', path, { headers: { cookie: 'shoebox_theme=dark', accept: 'text/html' } });
    expect(text, path).toContain('<html lang="en" data-theme="dark">');
    expect(text).toContain('<meta name="color-scheme" content="dark"');
  }
});

it('refuses an unknown theme', async () => {
  await browser.post(`/${ada.user.name}/account/theme`, { theme: 'pink' }, 400);
});

it('serves the web app manifest without a cookie', async () => {
  const answer = await new Client(drive.url).ask('GET', '/manifest.webmanifest');
  expect(answer.status).toBe(200);
  expect(header(answer, 'content-type')).toBe('application/manifest+json; charset=utf-8');
  expect(answer.json()).toMatchObject({ id: '/', scope: '/', display: 'standalone' });
});
