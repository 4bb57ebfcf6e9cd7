import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';

import { describe, expect, it } from 'vitest';

import { ConfigError } from './config-error.js';
import { folderOf, loadConfig } from './config.js';

describe('loadConfig', () => {
  it('has a default for every setting', () => {
    const config = loadConfig({});
    expect(config).toMatchObject({ host: '127.0.0.1', port: 3000, dataDir: resolve('data'), tmpDir: resolve('data/tmp'), signUp: 'open' });
    expect(config).toMatchObject({ maxUploadBytes: 104_857_600, maxPixels: 100_000_000, maxJpegPixels: 256_000_000, queueUrl: undefined });
    expect(Object.isFrozen(config)).toBe(true);
  });

  it('puts the databases and the objects into DATA_DIR by default', () => {
    const config = loadConfig({ SHOEBOX_DATA_DIR: '/srv/drive' });
    expect(config).toMatchObject({ databaseUrl: 'sqlite:/srv/drive', storageUrl: 'file:/srv/drive/objects', tmpDir: '/srv/drive/tmp' });
  });

  it('reads PORT with and without the prefix, and refuses two different values', () => {
    expect(loadConfig({ PORT: '81' }).port).toBe(81);
    expect(loadConfig({ SHOEBOX_PORT: '82' }).port).toBe(82);
    expect(() => loadConfig({ PORT: '81', SHOEBOX_PORT: '82' })).toThrow('SHOEBOX_PORT is "82" and PORT is "81"; remove one of them.');
  });

  it('applies MAX_PIXELS to every image type', () => {
    expect(loadConfig({ SHOEBOX_MAX_PIXELS: '1000' })).toMatchObject({ maxPixels: 1000, maxJpegPixels: 1000 });
  });

  it('reads presets, and refuses what is none', () => {
    expect(loadConfig({}).presets.size).toBe(0);
    const { presets } = loadConfig({ SHOEBOX_PRESETS: 'hero=_SC1600,900_QL80_  card-2=_SS300_' });
    expect([...presets]).toEqual([
      ['hero', 'SC1600,900_QL80'],
      ['card-2', 'SS300'],
    ]);
    for (const text of ['hero', 'hero=SL9', 'Hero=_SL9_', 'hero=_SL9/_', 'a=__']) {
      expect(() => loadConfig({ SHOEBOX_PRESETS: text })).toThrow('use names and modifiers such as hero=_SC1600,900_QL80_');
    }
  });

  it('reads lists', () => {
    expect(loadConfig({})).toMatchObject({ allowedHosts: [], corsOrigins: [] });
    const lists = {
      SHOEBOX_ALLOWED_HOSTS: 'Photos.example, bücher.example',
      SHOEBOX_CORS_ORIGINS: 'https://a.example http://localhost:5173,',
    };
    expect(loadConfig(lists)).toMatchObject({
      allowedHosts: ['photos.example', 'xn--bcher-kva.example'],
      corsOrigins: ['https://a.example', 'http://localhost:5173'],
    });
  });

  it('refuses an unknown setting and suggests the nearest name', () => {
    expect(() => loadConfig({ SHOEBOX_DATADIR: 'x' })).toThrow('There is no setting SHOEBOX_DATADIR: did you mean SHOEBOX_DATA_DIR?');
    expect(() => loadConfig({ SHOEBOX_COLOUR: 'x' })).toThrow('docs/settings.md lists all settings');
  });

  it.each([
    ['PORT', 'abc', 'is "abc"; use a number from 0 to 65535.'],
    ['PORT', '70000', 'is 70000; use a number from 0 to 65535.'],
    ['SIGN_UP', 'maybe', 'is "maybe"; use open, closed or invite.'],
    ['MAX_UPLOAD_BYTES', '10MB', 'is "10MB"; use a number of bytes of 1 or more.'],
    ['TRASH_DAYS', '-1', 'is -1; use a number of days from 0 to 36500.'],
    ['TRASH_DAYS', '1.5', 'is 1.5; use a number of days from 0 to 36500.'],
    ['PUBLIC_URL', 'drive.example', 'is "drive.example"; use a full address such as https://drive.example.'],
    [
      'ALLOWED_HOSTS',
      'a.example, b.example:81',
      'is "a.example, b.example:81"; use host names without a port, such as photos.example, drive.example.',
    ],
    ['ALLOWED_HOSTS', '*.example', 'is "*.example"; use host names without a port, such as photos.example, drive.example.'],
    ['CORS_ORIGINS', 'https://app.example/', 'is "https://app.example/"; use origins such as https://app.example, without a path.'],
    ['DECODER_SOCKET', 'decoder.sock', 'is "decoder.sock"; use paths that begin with /, such as /run/decoder/decoder.sock.'],
    ['CORS_ORIGINS', '*', 'is "*"; use origins such as https://app.example, without a path.'],
    ['VARIANT_FORMAT', 'gif', 'is "gif"; use jpeg or webp.'],
  ])('says in one line which values of %s are valid (%s)', (name, value, message) => {
    expect(() => loadConfig({ [`SHOEBOX_${name}`]: value })).toThrow(new ConfigError(`SHOEBOX_${name} ${message}`));
  });

  it('never prints a secret', () => {
    expect(() => loadConfig({ SHOEBOX_DATABASE_URL: 'mysql://root:hunter2@db' })).toThrow(
      new ConfigError(
        'SHOEBOX_DATABASE_URL is not a valid address (its value is not shown); use sqlite:FOLDER or mongodb://HOST/DATABASE.',
      ),
    );
  });

  it('reads a secret from the file that _FILE names', () => {
    const file = join(mkdtempSync(join(tmpdir(), 'shoebox-')), 'url');
    writeFileSync(file, 'redis://:hunter2@cache:6379\n');
    expect(loadConfig({ SHOEBOX_QUEUE_URL_FILE: file }).queueUrl).toBe('redis://:hunter2@cache:6379');
    expect(() => loadConfig({ SHOEBOX_QUEUE_URL_FILE: file, SHOEBOX_QUEUE_URL: 'redis://x' })).toThrow('both set');
    expect(() => loadConfig({ SHOEBOX_QUEUE_URL_FILE: `${file}.gone` })).toThrow('can’t be read');
  });
});

describe('folderOf', () => {
  it.each([
    ['file:data/objects', resolve('data/objects')],
    ['file:///srv/a%20b', '/srv/a b'],
    ['sqlite:/srv/db', '/srv/db'],
  ])('%s', (url, folder) => expect(folderOf(url)).toBe(folder));
});
