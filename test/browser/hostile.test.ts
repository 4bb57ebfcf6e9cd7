import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';

import { afterAll, beforeAll, expect, it } from 'vitest';

import { jpeg, unique } from '../harness/images/images.js';
import { ready } from '../harness/http/until.js';
import { browserSuite } from './browser-suite.js';

/** The page of somebody else, which these tests are about. */
const ANOTHER_ORIGIN = /^another origin was asked/;
const SCRIPT = '<script>document.title="ran";window.ran=1</script>';

browserSuite('pages of others, and pictures that are more', (stage) => {
  let other: Server;
  let origin: string;
  let html = '';

  beforeAll(async () => {
    other = createServer((_request, response) => response.setHeader('content-type', 'text/html').end(html)).listen(0, '127.0.0.1');
    await once(other, 'listening');
    origin = `http://127.0.0.1:${(other.address() as AddressInfo).port}`;
  });
  afterAll(() => other.close());

  it('never runs a script that hides in a picture', async () => {
    const { page, client, path } = await stage.visit();
    // A whole GIF, which HTML and JavaScript would read as theirs too.
    const gif = Buffer.concat([await unique(20, 20).gif().toBuffer(), Buffer.from(`<html>${SCRIPT}`)]);
    const { id } = await client.upload(gif, { name: 'page.html' });
    await ready(client, id);
    // What the browser itself puts around a picture that is a page.
    stage.expect(/^Applying inline style/);
    for (const size of ['o', 's']) {
      const answer = await page.goto(`/get/${id}/${size}`);
      expect(answer?.headers()).toMatchObject({
        'content-type': size === 'o' ? 'image/gif' : expect.stringMatching(/^image\/(jpeg|webp)$/),
        'x-content-type-options': 'nosniff',
        'content-security-policy': expect.stringContaining('sandbox'),
      });
      expect(await page.evaluate('window.ran')).toBeUndefined();
    }
    // Nor as a script of one of our own pages, whose policy allows scripts from here.
    stage.expect(/MIME type|ERR_BLOCKED_BY_(ORB|RESPONSE)/);
    await page.goto(path('list/5/'));
    await expect(page.addScriptTag({ url: `/get/${id}/o` })).rejects.toThrow();
    expect(await page.evaluate('window.ran')).toBeUndefined();
    await client.refused('UNSUPPORTED_TYPE', 'POST', '/api/images', {
      body: Buffer.from(`<svg xmlns="http://www.w3.org/2000/svg">${SCRIPT}</svg>`),
    });
  });

  it('runs nothing that somebody smuggled into a page', async () => {
    const { page, path } = await stage.visit();
    stage.expect(/Content Security Policy/);
    await page.goto(path('list/5/'));
    await page.locator('main').evaluate((main) => {
      main.innerHTML = '<p id="in">in</p><img src="data:," onerror="window.ran=1"><iframe srcdoc="<script>parent.ran=1</script>"></iframe>';
    });
    await page.locator('#in').waitFor();
    expect(await page.evaluate('window.ran')).toBeUndefined();
  });

  it('lies in no frame of another page', async () => {
    const { page, path } = await stage.visit();
    stage.expect(/frame-ancestors|X-Frame-Options|ERR_BLOCKED_BY_RESPONSE|chrome-error/i, ANOTHER_ORIGIN);
    for (const inside of ['/login', path('list/5/'), path('trash/'), '/docs']) {
      html = `<title>other</title><iframe src="${stage.drive.url}${inside}"></iframe>`;
      await page.goto(origin, { waitUntil: 'load' });
      expect(page.frames()[1]?.url(), inside).toBe('chrome-error://chromewebdata/');
    }
  });

  it('does nothing that a form or a script of another page asks for', async () => {
    const { page, client, path } = await stage.visit();
    stage.expect(ANOTHER_ORIGIN);
    const { id } = await client.upload(await jpeg());
    // The same host on another port counts as the same site, so the cookie comes along: what refuses is the drive.
    stage.expect(/status of 403/, /CORS policy/, /ERR_FAILED/);
    for (const action of ['/logout', path(`delete/${id}`)]) {
      html = `<title>other</title><form method="post" action="${stage.drive.url}${action}"><button>Win a prize</button></form>`;
      await page.goto(origin);
      await page.getByRole('button').click();
      await page.getByText('The request came from another site').waitFor();
    }
    html = '<title>other</title>';
    await page.goto(origin);
    const steal = (url: string) =>
      page.evaluate((address) => fetch(address, { credentials: 'include' }).then((answer) => answer.text(), String), url);
    expect(await steal(`${stage.drive.url}/api/images`)).toMatch(/Failed to fetch/);
    await page.goto(path('list/5/'));
    expect(await page.locator('.grid > li').count()).toBe(1);
  });
});
