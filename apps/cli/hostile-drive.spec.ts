import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PassThrough } from 'node:stream';

import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';

import { runProgram } from '#libs/terminal/command-line.js';
import { Terminal } from '#libs/terminal/terminal.js';

import { saveLogin } from './login/login-file.js';
import { createCli } from './program.js';

/** What a terminal would obey. */
const OBEYED = /[^\P{Cc}\n]|\p{Bidi_Control}/u;
const BYTES = 'a picture';
const NAMES = ['../../.bashrc', '.bashrc', '-rf', '..', '\u001b]0;title\u0007\u009b2J.jpg', 'gpj.\u202eexe', 'a.jpg\n0 failed'];

function image(name: string, index: number) {
  const none = { state: 'waiting', width: null, height: null, bytes: null, type: null, attempts: 0, error: null };
  const size = { ...none, startedAt: null, readyAt: null, url: '' };
  const times = {
    createdAt: '2026-05-18T10:00:00.000Z',
    sortAt: '2026-05-17T09:30:00.000Z',
    takenAt: null,
    modifiedAt: null,
    deletedAt: null,
  };
  const facts = { type: 'image/jpeg', bytes: BYTES.length, width: 1, height: 1, sha256: createHash('sha256').update(BYTES).digest('hex') };
  const state = { exif: null, state: 'ready', reason: null, thumbhash: null, generation: 1, page: '' };
  return { id: `01kdc7q3v8x2m4n6p8r0s2t4v${index}`, name, ...facts, ...times, ...state, sizes: { s: size, m: size, l: size, o: size } };
}
const IMAGES = NAMES.map(image);

/** A drive that was taken over: it answers with whatever does harm. */
function answerTo(url: string): { status: number; body: unknown } | string {
  if (url.startsWith('/get/')) return BYTES;
  if (url.startsWith('/api/images?')) return { status: 200, body: { items: IMAGES, next: null } };
  const found = IMAGES.find(({ id }) => url === `/api/images/${id}`);
  if (found) return { status: 200, body: found };
  if (url === '/api/albums') return { status: 200, body: { items: [] } };
  if (url === '/api/usage') return { status: 200, body: { images: NAMES.length, bytes: 100, trashed: 0, quota: null } };
  return { status: 403, body: { code: 'NO\u001b[2J', title: 'Title\u001b[2J', detail: 'First\nsecond \u202edetail' } };
}

describe('of a hostile drive, the command line', () => {
  let folder: string;
  let server: Server;
  let printed: string;
  let errors: string;
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'shoebox-cli-'));
    vi.stubEnv('XDG_CONFIG_HOME', join(folder, 'config'));
    server = createServer((request, response) => {
      const answer = answerTo(request.url ?? '');
      if (typeof answer === 'string') response.end(answer);
      else response.writeHead(answer.status, { 'content-type': 'application/json' }).end(JSON.stringify(answer.body));
    });
    await once(server.listen(0, '127.0.0.1'), 'listening');
    const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    await saveLogin({ url, token: 'sbt_token', name: 'ada', scopes: ['read', 'upload', 'write', 'share'] });
    [printed, errors] = ['', ''];
    vi.spyOn(process.stderr, 'write').mockImplementation((text) => (errors += String(text)) !== '');
  });
  afterEach(async () => {
    vi.restoreAllMocks();
    vi.unstubAllEnvs();
    process.exitCode = undefined;
    server.closeAllConnections();
    server.close();
    await rm(folder, { recursive: true });
  });

  const run = async (...args: string[]) => {
    const stdout = new PassThrough();
    stdout.on('data', (chunk: Buffer) => (printed += chunk.toString()));
    const terminal = new Terminal({ stdin: new PassThrough(), stdout });
    const { signal } = new AbortController();
    await runProgram(createCli({ terminal, progress: { write: () => true }, signal }), args);
    terminal.close();
  };

  it('prints names that the terminal does not obey, one on each line', async () => {
    await run('list');
    expect(printed).not.toMatch(OBEYED);
    expect(printed.trimEnd().split('\n')).toHaveLength(1 + NAMES.length);
  });

  it('prints JSON that the terminal does not obey, with the names as they are', async () => {
    await run('list', '--json');
    expect(printed).not.toMatch(OBEYED);
    expect((JSON.parse(printed) as { items: { name: string }[] }).items.map(({ name }) => name)).toEqual(NAMES);
  });

  it('prints an error that the terminal does not obey', async () => {
    await run('download', 'unknown');
    await run('share', IMAGES[0]!.id);
    expect(printed + errors).toContain('second');
    expect(printed + errors).not.toMatch(OBEYED);
  });

  it.each([
    ['download', ['download', ...IMAGES.map(({ id }) => id), '--to']],
    ['export', ['export']],
  ])('%s writes into its folder alone, and no name that a shell or a program obeys', async (_command, args) => {
    const before = await readdir(folder);
    await run(...args, join(folder, 'to', 'here'));
    expect((await readdir(folder)).toSorted()).toEqual([...before, 'to'].toSorted());
    expect(await readdir(join(folder, 'to'))).toEqual(['here']);
    const pictures = (await readdir(join(folder, 'to', 'here'))).filter((name) => !name.endsWith('.json'));
    expect(pictures).toHaveLength(NAMES.length);
    expect(pictures).toEqual(expect.arrayContaining(['_.bashrc', '_-rf', '_.._.._.bashrc', 'image', 'gpj._exe']));
    for (const name of pictures) expect(name).not.toMatch(/^[.-]|[\p{Cc}\p{Bidi_Control}/]/u);
    expect(printed + errors).not.toMatch(OBEYED);
  });
});
