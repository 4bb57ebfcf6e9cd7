import { chmod, chown, mkdir, rm, stat } from 'node:fs/promises';
import { createServer, connect, type Server, type Socket } from 'node:net';
import { networkInterfaces } from 'node:os';
import { dirname } from 'node:path';

import { frame, readFrames } from '../decoder/frames.js';
import { ChildDecoder } from '../decoder/child-decoder.js';
import type { Reply } from '../decoder/protocol.js';
import type { Wall } from '../decoder/walls.js';
import { DecoderFailed, DecoderGone, ImageError } from '../image-error.js';
import { Ask, CHUNK_BYTES, type ImageAsk, type Notice, PING_MS } from './protocol.js';
import { ReceivedImage } from './received-image.js';

/** Connections at a time; each is one image that waits or is worked on, and of those that wait no bytes are here. */
const MAX_CONNECTIONS = 1_000;
/** Milliseconds that a client has for its first frame. */
const ASK_MS = 10_000;

export interface DecoderServerOptions {
  /** The path of the socket. */
  socket: string;
  /** The folder for the images that are worked on. */
  folder: string;
  /** How many images are rendered at a time. */
  children: number;
  /** Called for each child that ended without having been stopped. */
  onExit?: (cause: string) => void;
}

/** Lets clients on this machine use its decoder children, by a Unix socket. It keeps nothing of an image once it is answered. */
export class DecoderServer {
  readonly #options: DecoderServerOptions;
  readonly #decoder: ChildDecoder;
  readonly #server: Server;
  readonly #connections = new Set<Socket>();

  constructor(options: DecoderServerOptions) {
    this.#options = options;
    const { folder, children, onExit = () => undefined } = options;
    // Each request brings its own limits.
    const none = { maxPixels: 0, maxJpegPixels: 0, maxSide: 0, format: 'jpeg' } as const;
    this.#decoder = new ChildDecoder({ ...none, folder, children, apart: true, onExit });
    this.#server = createServer((socket) => void this.#serve(socket));
    this.#server.maxConnections = MAX_CONNECTIONS;
  }

  /** The walls of the children (walls.ts); `network` also where the whole container has none. */
  get walls(): readonly Wall[] {
    const { walls } = this.#decoder;
    const isAlone = Object.values(networkInterfaces()).every((addresses) => addresses?.every(({ internal }) => internal));
    return isAlone && !walls.includes('network') ? [...walls, 'network'] : walls;
  }

  /** Process ids of the current children. */
  get pids(): number[] {
    return this.#decoder.pids;
  }

  /**
   * Starts to listen. Those may connect who are of the group of the socket's folder; children are not.
   * @throws Error when another process listens there, or the folder can't be used
   */
  async listen(): Promise<void> {
    const { socket, folder } = this.#options;
    await mkdir(folder, { recursive: true });
    // A child passes through it to its own folder, and can't list it.
    await chmod(folder, 0o711);
    if (await isServed(socket)) throw new Error(`Another process listens on ${socket}.`);
    await rm(socket, { force: true });
    await new Promise<void>((resolve, reject) => this.#server.once('error', reject).listen(socket, resolve));
    if (process.geteuid?.() === 0) await chown(socket, 0, (await stat(dirname(socket))).gid);
    await chmod(socket, 0o660);
  }

  /** Ends all children and connections. The images of those are not at fault. */
  async close(): Promise<void> {
    const closed = new Promise((resolve) => this.#server.close(resolve));
    await this.#decoder.close();
    for (const socket of this.#connections) socket.destroy();
    await closed;
  }

  /** One connection, from its first frame to its end. */
  async #serve(socket: Socket): Promise<void> {
    this.#connections.add(socket);
    const left = new AbortController();
    const say = (head: Notice | Reply, body?: Buffer): void => void socket.write(frame(head, body));
    socket.on('error', () => undefined);
    socket.once('close', () => {
      this.#connections.delete(socket);
      left.abort();
    });
    const ping = setInterval(() => say({ kind: 'waiting' }), PING_MS);
    const late = setTimeout(() => socket.destroy(), ASK_MS);
    let image: ReceivedImage | null = null;
    try {
      say({ kind: 'state', walls: [...this.walls], children: this.#decoder.children });
      for await (const { head, body } of readFrames(socket, CHUNK_BYTES)) {
        if (image) {
          await image.take(body);
          continue;
        }
        clearTimeout(late);
        const ask = Ask.parse(head);
        if (ask.kind === 'state') break;
        image = new ReceivedImage(this.#options.folder, ask.bytes, { begin: () => say({ kind: 'send' }), stalled: () => socket.destroy() });
        void this.#answer(ask, image, left.signal, say).then(() => socket.end());
      }
    } catch {
      // It is not a client of ours, or left in the middle.
      socket.destroy();
    } finally {
      clearTimeout(late);
      clearInterval(ping);
      await image?.remove();
      socket.end();
    }
  }

  /** Does what was asked for, and says what came of it. */
  async #answer(
    ask: ImageAsk,
    image: ReceivedImage,
    signal: AbortSignal,
    say: (head: Notice | Reply, body?: Buffer) => void,
  ): Promise<void> {
    const { type, owner, limits } = ask;
    const decoder = this.#decoder.within({ ...limits, format: ask.kind === 'render' ? ask.format : 'jpeg' });
    const original = () => image.file();
    try {
      if (ask.kind === 'header') say({ kind: 'header', header: await decoder.readHeader(original, type, { owner, signal }) });
      else if (ask.kind === 'check') say({ kind: 'checked', ...(await decoder.checkVariant(original, type, { owner, signal })) });
      else if (ask.kind === 'transform') {
        const { suspect, modifiers, format, whole } = ask;
        const { data } = await decoder.transform(original, type, { modifiers, format, whole }, { owner, suspect, signal });
        say({ kind: 'transformed' }, data);
      } else {
        const { suspect } = ask;
        const made = await decoder.makeVariants(original, type, ({ name, data }) => say({ kind: 'variant', name }, data), { owner, suspect, signal }); // prettier-ignore
        say({ kind: 'rendered', ...made });
      }
    } catch (error) {
      for (const notice of failure(error)) say(notice);
    }
  }
}

function failure(error: unknown): (Notice | Reply)[] {
  const message = String(error instanceof Error ? error.message : error).slice(0, 1000);
  const gone = error instanceof DecoderGone ? error : error instanceof Error && error.cause instanceof DecoderGone ? error.cause : null;
  const exit = gone?.exit ? [{ kind: 'exit' as const, cause: gone.exit }] : [];
  if (error instanceof ImageError) return [...exit, { kind: 'refused', code: error.code, detail: message }];
  if (error instanceof DecoderFailed) return [{ kind: 'failed', message: error.reason, ofDisk: false }];
  return [...exit, { kind: 'gone', message, crashed: gone?.crashed ?? false, killed: gone?.killed ?? false }];
}

/** Whether a process listens on a socket, or only left it behind. */
function isServed(path: string): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(path, () => resolve(true)).once('error', () => resolve(false));
    socket.once('connect', () => socket.destroy());
  });
}
