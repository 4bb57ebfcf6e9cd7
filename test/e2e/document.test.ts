import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import { openApiDocument } from '#libs/api/openapi.js';

import { header } from '../harness/http/answer.js';
import { Client } from '../harness/http/client.js';
import { openDrive, type TestDrive } from '../harness/drive/drive.js';
import { Browser } from '../harness/http/page.js';

interface Document {
  openapi: string;
  paths: Record<string, Record<string, { security?: unknown[]; responses: Record<string, unknown>; requestBody?: unknown }>>;
  components: { schemas: Record<string, unknown> };
}

let drive: TestDrive;
let document: Document;
let type: string;
let ada: Client;
beforeAll(async () => {
  drive = await openDrive();
  const answer = await new Client(drive.url).get('/openapi.json', { status: 200 });
  type = header(answer, 'content-type');
  document = answer.json();
  ada = await Client.signUp(drive.url);
});
afterAll(() => drive.close());

// The answers themselves are held against it in every test of this folder (harness/contract.ts).
const published = Object.entries(openApiDocument().paths ?? {}).flatMap(([path, methods]) =>
  Object.keys(methods).map((method): [string, string] => [method.toUpperCase(), path]),
);

it('equals the document generated from the schemas', () => {
  expect(document).toEqual(JSON.parse(JSON.stringify(openApiDocument())));
  expect(type).toMatch(/^application\/json/);
  expect(document.openapi).toMatch(/^3\.1\./);
});

it('has every route of the drive', () => {
  expect(published.map(([method, path]) => `${method} ${path}`).toSorted()).toEqual(
    [
      'POST /api/auth/signup',
      'POST /api/auth/login',
      'POST /api/auth/logout',
      'GET /api/auth/me',
      'POST /api/auth/password',
      'GET /api/auth/sessions',
      'DELETE /api/auth/sessions/{id}',
      'GET /api/auth/log',
      'GET /api/auth/tokens',
      'POST /api/auth/tokens',
      'DELETE /api/auth/tokens/{id}',
      'GET /api/images',
      'POST /api/images',
      'PUT /api/images',
      'GET /api/images/{id}',
      'PATCH /api/images/{id}',
      'DELETE /api/images/{id}',
      'GET /api/images/{id}/neighbours',
      'POST /api/images/{id}/restore',
      'POST /api/images/{id}/retry',
      'GET /api/images/months',
      'POST /api/images/known',
      'POST /api/images/bulk',
      'POST /api/images/zip',
      'GET /api/albums',
      'POST /api/albums',
      'GET /api/albums/{id}',
      'PATCH /api/albums/{id}',
      'DELETE /api/albums/{id}',
      'POST /api/albums/{id}/images',
      'GET /api/shares',
      'POST /api/shares',
      'POST /api/shares/preview',
      'POST /api/shares/upload',
      'PUT /api/shares/upload',
      'GET /api/shares/{id}',
      'PATCH /api/shares/{id}',
      'DELETE /api/shares/{id}',
      'DELETE /api/trash',
      'GET /api/usage',
      'GET /api/drive',
      'GET /api/events',
      'GET /get/{id}',
      'GET /i/{address}',
      'GET /api/transforms',
      'POST /api/images/{id}/sign',
      'GET /api/signing-keys',
      'POST /api/signing-keys',
      'DELETE /api/signing-keys/{id}',
      'GET /api/presets',
      'PUT /api/presets/{name}',
      'DELETE /api/presets/{name}',
      'GET /iiif/3/collection/{collection}',
      'GET /iiif/3/collection/{collection}/{page}',
      'GET /iiif/3/{identifier}',
      'GET /iiif/3/{identifier}/info.json',
      'GET /iiif/3/{identifier}/{region}/{size}/{rotation}/{file}',
      'GET /get/{id}/{size}',
      'GET /health/live',
      'GET /health/ready',
      'GET /openapi.json',
    ].toSorted(),
  );
});

describe.each(published)('%s %s', (method, path) => {
  const filled = path
    .replace('{id}', '01kdc7q3v8x2m4n6p8r0s2t4v6')
    .replace('{collection}', '01kdc7q3v8x2m4n6p8r0s2t4v6')
    .replace('{page}', '1')
    .replace('{identifier}', '01kdc7q3v8x2m4n6p8r0s2t4v6')
    .replace('{region}/{size}/{rotation}/{file}', 'full/max/0/default.jpg')
    .replace('{size}', 's')
    .replace('{name}', 'hero')
    .replace('{address}', '01kdc7q3v8x2m4n6p8r0s2t4v6._SL99_.jpg');

  it('exists, and needs a log-in where the document says so', async () => {
    const { security } = document.paths[path]![method.toLowerCase()]!;
    const open = security?.length === 0;
    // With a signature, or below the token of a link.
    const isOptional = security?.some((one) => Object.keys(one as object).length === 0);
    const nobody = await fetch(drive.url + filled, { method });
    const somebody = await fetch(drive.url + filled, { method, headers: { authorization: `Bearer ${ada.token}` } });
    if (open) expect(nobody.status).not.toBe(401);
    else if (!isOptional) expect(nobody.status).toBe(401);
    const { code } = somebody.ok ? { code: '' } : ((await somebody.json()) as { code: string });
    expect(somebody.status).not.toBe(405);
    if (somebody.status === 404) expect(path).toMatch(/{(id|address|name|identifier|collection)}/);
    expect(code).not.toBe('METHOD_NOT_ALLOWED');
    // Log-out was among them.
    if (path.endsWith('logout')) ada = await Client.signUp(drive.url);
  });
});

describe('the document', () => {
  it('has no unresolved reference', () => {
    const names = [...JSON.stringify(document).matchAll(/"#\/components\/schemas\/(\w+)"/g)].map(([, name]) => name);
    expect(names.length).toBeGreaterThan(10);
    for (const name of names) expect(Object.keys(document.components.schemas)).toContain(name);
  });

  it('allows no unknown fields in request bodies', () => {
    const bodies = ['Credentials', 'PasswordChange', 'NewToken', 'ImagePatch'];
    for (const name of bodies) expect(document.components.schemas[name]).toMatchObject({ additionalProperties: false });
  });

  it('is shown at /docs', async () => {
    const page = await new Browser(drive.url).get('/docs');
    for (const [method, path] of published) expect(page.text, `${method} ${path}`).toContain(path);
  });
});
