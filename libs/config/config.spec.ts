import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';

import { describe, expect, it } from 'vitest';

import { folderOf, loadConfig } from './config.js';

describe('loadConfig', () => {
  it('needs no setting at all', () => {
    const config = loadConfig({});
    expect(config).toMatchObject({ host: '127.0.0.1', port: 3000, dataDir: resolve('data'), tmpDir: resolve('data/tmp'), signUp: 'open' });
    expect(config).toMatchObject({ maxUploadBytes: 104_857_600, maxPixels: 100_000_000, maxJpegPixels: 256_000_000, queueUrl: undefined });
    expect(Object.isFrozen(config)).toBe(true);
  });

  it('puts the databases and the objects into DATA_DIR', () => {
    const config = loadConfig({ SHOEBOX_DATA_DIR: '/srv/drive' });
    expect(config).toMatchObject({ databaseUrl: 'sqlite:/srv/drive', storageUrl: 'file:/srv/drive/objects', tmpDir: '/srv/drive/tmp' });
  });

  it('takes PORT with and without the prefix, and not two that differ', () => {
    expect(loadConfig({ PORT: '81' }).port).toBe(81);
    expect(loadConfig({ SHOEBOX_PORT: '82' }).port).toBe(82);
    expect(() => loadConfig({ PORT: '81', SHOEBOX_PORT: '82' })).toThrow('SHOEBOX_PORT is "82" and PORT is "81": keep one.');
  });

  it('lets MAX_PIXELS hold for every type', () => {
    expect(loadConfig({ SHOEBOX_MAX_PIXELS: '1000' })).toMatchObject({ maxPixels: 1000, maxJpegPixels: 1000 });
  });

  it('names an unknown setting and the one that was meant', () => {
    expect(() => loadConfig({ SHOEBOX_DATADIR: 'x' })).toThrow('There is no setting SHOEBOX_DATADIR: did you mean SHOEBOX_DATA_DIR?');
    expect(() => loadConfig({ SHOEBOX_COLOUR: 'x' })).toThrow('docs/settings.md lists them all');
  });

  it.each([
    ['PORT', '70000'],
    ['SIGN_UP', 'maybe'],
    ['MAX_UPLOAD_BYTES', '10MB'],
    ['TRASH_DAYS', '-1'],
    ['PUBLIC_URL', 'drive.example'],
    ['VARIANT_FORMAT', 'gif'],
  ])('says in one line what is wrong with %s', (name, value) => {
    const load = () => loadConfig({ [`SHOEBOX_${name}`]: value });
    expect(load).toThrow(new RegExp(`^SHOEBOX_${name} can't be "${value}": [^\n]+$`));
  });

  it('never prints a secret', () => {
    expect(() => loadConfig({ SHOEBOX_DATABASE_URL: 'mysql://root:hunter2@db' })).toThrow(/^(?!.*hunter2).*SHOEBOX_DATABASE_URL/);
  });

  it('reads a secret from the file its twin names', () => {
    const file = join(mkdtempSync(join(tmpdir(), 'shoebox-')), 'url');
    writeFileSync(file, 'redis://:hunter2@cache:6379\n');
    expect(loadConfig({ SHOEBOX_QUEUE_URL_FILE: file }).queueUrl).toBe('redis://:hunter2@cache:6379');
    expect(() => loadConfig({ SHOEBOX_QUEUE_URL_FILE: file, SHOEBOX_QUEUE_URL: 'redis://x' })).toThrow('both set');
    expect(() => loadConfig({ SHOEBOX_QUEUE_URL_FILE: `${file}.gone` })).toThrow("can't be read");
  });
});

describe('folderOf', () => {
  it.each([
    ['file:data/objects', resolve('data/objects')],
    ['file:///srv/a%20b', '/srv/a b'],
    ['sqlite:/srv/db', '/srv/db'],
  ])('%s', (url, folder) => expect(folderOf(url)).toBe(folder));
});
