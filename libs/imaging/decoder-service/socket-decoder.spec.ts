import { chmodSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, connect, type Server, type Socket } from 'node:net';
import { once } from 'node:events';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import sharp from 'sharp';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';

import { frame, readFrames } from '../decoder/frames.js';
import { DecoderServer } from './decoder-server.js';
import { SocketDecoder, type SocketDecoderOptions } from './socket-decoder.js';

const OPTIONS = { maxPixels: 100e6, maxJpegPixels: 256e6, maxSide: 20_000, format: 'jpeg', waitMs: 0 } as const;
const HEADER = { type: 'image/jpeg', width: 24, height: 16, takenAt: null, exif: null };
const GONE = { name: 'DecoderGone', crashed: false };

describe('a decoder behind a socket', () => {
  let folder: string;
  let photo: string;
  let data: Buffer;
  const closing: (() => Promise<unknown>)[] = [];

  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'socket-decoder-'));
    // Children have users of their own where this process is root, who pass through here.
    chmodSync(folder, 0o711);
    photo = join(folder, 'photo.jpg');
    data = await sharp({ create: { width: 24, height: 16, channels: 3, background: 'red' } })
      .jpeg()
      .toBuffer();
    writeFileSync(photo, data);
  });
  afterEach(async () => {
    for (const close of closing.splice(0).toReversed()) await close();
  });
  afterAll(() => rmSync(folder, { recursive: true }));

  const path = (name = 'decoder.sock'): string => join(folder, name);

  function open(options: Partial<SocketDecoderOptions> = {}): SocketDecoder {
    const decoder = new SocketDecoder({ ...OPTIONS, sockets: [path()], ...options });
    closing.push(() => decoder.close());
    return decoder;
  }

  async function serve(socket = path()): Promise<DecoderServer> {
    const server = new DecoderServer({ socket, folder: join(folder, 'images'), children: 1 });
    await server.listen();
    closing.push(() => server.close());
    return server;
  }

  /** A decoder that does to each connection what it is told. */
  async function pretend(act: (socket: Socket) => unknown): Promise<Server> {
    rmSync(path(), { force: true });
    const sockets = new Set<Socket>();
    const server = createServer((socket) => {
      sockets.add(socket.on('error', () => undefined));
      void act(socket);
    }).listen(path());
    await once(server, 'listening');
    closing.push(async () => {
      for (const socket of sockets) socket.destroy();
      server.close();
      await once(server, 'close');
    });
    return server;
  }

  /** What it says to a request for a header or for variants, after the bytes have come. */
  const saying = (...said: Buffer[]) => pretend((socket) => socket.write(Buffer.concat(said)));
  const variant = (name: string, bytes: Buffer) => frame({ kind: 'variant', name }, bytes);
  const header = (change: object = {}) => frame({ kind: 'header', header: { ...HEADER, ...change } });

  const outDir = () => mkdtempSync(join(folder, 'out-'));
  const render = (decoder: SocketDecoder, told: string[] = []) =>
    decoder.render(photo, 'image/jpeg', outDir(), async ({ name }) => void told.push(name));

  it('that is away is no fault of the picture', async () => {
    const decoder = open();
    await expect(decoder.readHeader(photo, 'image/jpeg')).rejects.toMatchObject(GONE);
    await expect(render(decoder)).rejects.toMatchObject(GONE);
  });

  it('that comes back is waited for, and does what was asked', async () => {
    const asked = open({ waitMs: 20_000 }).readHeader(photo, 'image/jpeg');
    await serve();
    expect(await asked).toEqual({ ...HEADER, takenAt: null });
  });

  it('that restarts in the middle is asked again, unless it told of a variant', async () => {
    let tries = 0;
    await pretend((socket) => {
      if (++tries === 1) socket.destroy();
      else socket.write(header());
    });
    expect(await open({ waitMs: 20_000 }).readHeader(photo, 'image/jpeg')).toMatchObject({ width: 24 });
    expect(tries).toBe(2);
  });

  it('that ends after a variant is not asked for that one again', async () => {
    let tries = 0;
    const small = await sharp(data).resize(20).jpeg().toBuffer();
    await pretend((socket) => {
      tries++;
      socket.end(variant('s', small));
    });
    const told: string[] = [];
    await expect(render(open({ waitMs: 20_000 }), told)).rejects.toMatchObject(GONE);
    expect([told, tries]).toEqual([['s'], 1]);
  });

  it('that says nothing is given up', async () => {
    await pretend(() => undefined);
    await expect(open({ silenceMs: 200 }).readHeader(photo, 'image/jpeg')).rejects.toMatchObject(GONE);
  });

  it('that takes no bytes is given up', async () => {
    const large = join(folder, 'large');
    writeFileSync(large, Buffer.alloc(8_000_000));
    await pretend((socket) => {
      socket.pause();
      socket.write(frame({ kind: 'send' }));
    });
    await expect(open({ silenceMs: 200 }).readHeader(large, 'image/jpeg')).rejects.toMatchObject(GONE);
  });

  it('is asked beside another that has fewer of our pictures', async () => {
    const asked: string[] = [];
    for (const name of ['one', 'two']) {
      const server = createServer((socket) => void (socket.on('error', () => undefined) && asked.push(name))).listen(path(name));
      await once(server, 'listening');
      closing.push(async () => server.close());
    }
    const decoder = open({ sockets: [path('one'), path('two')] });
    const reads = Promise.allSettled(Array.from({ length: 4 }, () => decoder.readHeader(photo, 'image/jpeg')));
    await expect.poll(() => asked.length).toBe(4);
    await decoder.close();
    await reads;
    expect(asked.toSorted()).toEqual(['one', 'one', 'two', 'two']);
  });

  const tall = { width: 20_001 };
  it.each<[string, () => Buffer[]]>([
    ['a header of another type', () => [header({ type: 'image/png' })]],
    ['a header that is larger than the limit', () => [header(tall)]],
    ['a header with more than a header has', () => [header({ path: '/etc/passwd' })]],
    ['a header without sides', () => [header({ width: 0 })]],
    ['another answer', () => [frame({ kind: 'checked', width: 1, height: 1 })]],
    ['a variant', () => [variant('s', data)]],
    ['that it is heavy', () => [frame({ kind: 'heavy' })]],
    ['a code that there is not', () => [frame({ kind: 'refused', code: 'FORBIDDEN', detail: '' })]],
    ['bytes with its answer', () => [frame({ kind: 'refused', code: 'BROKEN_IMAGE', detail: '' }, data)]],
    ['no JSON', () => [Buffer.from('\0\0\0\x04\0\0\0\0nope', 'latin1')]],
    ['a frame without end', () => [Buffer.from('\xff\xff\xff\xff\0\0\0\0', 'latin1')]],
    ['that it wants the bytes twice', () => [frame({ kind: 'send' }), frame({ kind: 'send' }), header()]],
  ])('that answers the question for a header with %s is not believed', async (_, said) => {
    await saying(...said());
    await expect(open().readHeader(photo, 'image/jpeg')).rejects.toMatchObject(GONE);
  });

  it.each<[string, (small: Buffer, wide: Buffer) => Buffer[]]>([
    ['one that is no picture', () => [variant('s', Buffer.from('<script>alert(1)</script>'))]],
    ['one that is larger than it may be', (_, wide) => [variant('s', wide)]],
    ['one under the name of a path', (small) => [variant('../../s', small)]],
    ['one twice', (small) => [variant('s', small), variant('s', small)]],
    ['one that is not next', (small) => [variant('m', small)]],
    ['an end before all of them', (small) => [variant('s', small), frame({ kind: 'rendered', thumbhash: 'AAAA', isTruncated: false })]],
  ])('that makes of variants %s is not believed', async (_, said) => {
    const wide = await sharp({ create: { width: 321, height: 2, channels: 3, background: 'red' } })
      .jpeg()
      .toBuffer();
    await saying(...said(data, wide));
    await expect(render(open())).rejects.toMatchObject(GONE);
  });

  it('keeps nothing of a picture, whatever came of it', async () => {
    await serve();
    const decoder = open();
    await decoder.readHeader(photo, 'image/jpeg', { owner: 'one' });
    await expect(decoder.readHeader(join(folder, 'empty'), 'image/jpeg')).rejects.toMatchObject(GONE);
    await expect.poll(() => readdirSync(join(folder, 'images')).filter((name) => !name.startsWith('shoebox_decoder-'))).toEqual([]);
  });

  it('gives a child to one owner, and to another one a new child', async () => {
    const server = await serve();
    const decoder = open();
    const read = async (owner: string) => {
      await decoder.readHeader(photo, 'image/jpeg', { owner });
      return server.pids;
    };
    const first = await read('one');
    expect(await read('one')).toEqual(first);
    expect((await read('two')).filter((pid) => !first.includes(pid))).toHaveLength(1);
  });

  it('says how its children are kept apart, once it is there', async () => {
    const walls: (readonly string[])[] = [];
    const decoder = open({ onWalls: (found) => walls.push(found) });
    const learning = decoder.learnWalls();
    const server = await serve();
    await learning;
    expect(decoder.walls).toEqual(server.walls);
    expect(walls).toEqual([server.walls]);
  });

  it('goes on after clients that say what no client says', async () => {
    await serve();
    for (const said of [
      Buffer.from('GET / HTTP/1.1\r\n\r\n'),
      frame({ kind: 'delete' }),
      frame({ kind: 'header', type: 'image/svg+xml', limits: OPTIONS, owner: '', bytes: 1 }),
      // Bytes that nobody asked for.
      Buffer.concat([frame({ kind: 'state' }), frame({ kind: 'bytes' }, data)]),
    ]) {
      const socket = connect(path()).on('error', () => undefined);
      socket.resume().write(said);
      await once(socket, 'close');
    }
    expect(await open().readHeader(photo, 'image/jpeg')).toMatchObject({ width: 24 });
  });

  it('takes no more bytes than were announced', async () => {
    await serve();
    const socket = connect(path()).on('error', () => undefined);
    const { maxPixels, maxJpegPixels, maxSide } = OPTIONS;
    const ask = { kind: 'header', type: 'image/jpeg', limits: { maxPixels, maxJpegPixels, maxSide }, owner: '', bytes: 4 };
    socket.write(frame(ask));
    const heard: unknown[] = [];
    for await (const { head } of readFrames(socket, 0)) {
      const { kind } = head as { kind: string };
      heard.push(kind);
      if (kind === 'send') socket.write(frame({ kind: 'bytes' }, data));
    }
    expect(heard).toEqual(['state', 'send']);
  });

  it('is not started twice on one socket, and takes that of one that died', async () => {
    const server = await serve();
    const second = new DecoderServer({ socket: path(), folder: join(folder, 'images'), children: 1 });
    await expect(second.listen()).rejects.toThrow(/Another process listens/);
    expect(await open().readHeader(photo, 'image/jpeg')).toMatchObject({ width: 24 });
    await server.close();
    writeFileSync(path(), '');
    await serve();
    expect(await open().readHeader(photo, 'image/jpeg')).toMatchObject({ width: 24 });
  });
});
