import { afterAll, beforeAll, expect, it } from 'vitest';

import { ERRORS } from '#libs/api/errors.js';
import { modifierList } from '#libs/api/transform.js';
import { openApiDocument } from '#libs/api/openapi.js';

import { transformPictures } from '../assets/assets.js';
import { openGateway, type Gateway } from '../gateway.fixture.js';

let gateway: Gateway;
beforeAll(async () => {
  gateway = await openGateway();
});
afterAll(() => gateway.close());

const nobody = { headers: { authorization: '' } };

it('serves the OpenAPI document', async () => {
  const response = await gateway.send('/openapi.json', nobody);
  expect(response).toMatchObject({ status: 200, headers: { 'content-type': 'application/json; charset=utf-8' } });
  expect(response.json()).toEqual(JSON.parse(JSON.stringify(openApiDocument())));
});

it('the page shows every operation, schema and error, without inline scripts', async () => {
  const { status, headers, text } = await gateway.send('/docs/', nobody);
  expect([status, headers['content-type']]).toEqual([200, 'text/html; charset=utf-8']);
  const { paths = {}, components } = openApiDocument();
  for (const path of Object.keys(paths)) expect(text).toContain(` ${path}</code>`);
  for (const name of Object.keys(components?.schemas ?? {})) expect(text).toContain(`id="schema-${name}"`);
  for (const code of Object.keys(ERRORS)) expect(text).toContain(`<div id="${code}">`);
  expect(text).not.toMatch(/<script(?! type="module" src="\/assets)|style=/);
});

it('the page shows every modifier of image addresses, with its picture where the client is built', async () => {
  const { text } = await gateway.send('/docs', nobody);
  for (const { name, example } of modifierList()) {
    expect(text).toContain(`id="modifier-${name}">`);
    expect(text).toContain(`<code>${example}</code>`);
  }
  const shown = Array.from(
    text.matchAll(/<img src="(\/assets\/transform-[^"]+)" width="\d+" height="\d+" alt(?:="")?[ /]/g),
    ([, src]) => src!,
  );
  if (transformPictures()) expect(shown).toHaveLength(modifierList().length);
  for (const src of shown) expect((await gateway.send(src)).headers['content-type']).toBe('image/webp');
});

it('the page shows the menu of the caller, and none to others', async () => {
  expect((await gateway.send('/docs')).text).toContain('href="/ada/account/"');
  expect((await gateway.send('/docs', nobody)).text).not.toContain('aria-label="Main"');
});

it('every link of the page leads to something', async () => {
  const { text } = await gateway.send('/docs', nobody);
  const ids = new Set(Array.from(text.matchAll(/ id="([^"]+)"/g), ([, id]) => id));
  const links = Array.from(text.matchAll(/ href="#([^"]+)"/g), ([, id]) => id);
  expect(links.length).toBeGreaterThan(50);
  expect(links.filter((id) => !ids.has(id))).toEqual([]);
  expect(ids.size).toBe(Array.from(text.matchAll(/ id="/g)).length);
});
