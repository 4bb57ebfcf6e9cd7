import type { MutatedFile } from './mutant.js';

const CONTRACT = 'libs/imaging/decoder-service/contract.spec.ts';
const SOCKET = 'libs/imaging/decoder-service/socket-decoder.spec.ts';
const RECEIVED = 'libs/imaging/decoder-service/received-image.spec.ts';
const HOME = 'libs/imaging/decoder/child-home.spec.ts';

export const mutated: MutatedFile[] = [
  {
    file: 'libs/imaging/decoder/child-pool.ts',
    killedBy: [SOCKET],
    mutants: [
      {
        id: 'pool-child-of-another',
        promise: 'In the decoder service a child sees pictures of one owner only.',
        find: `(child.owner === null || (child.owner === owner && owner !== ''))`,
        replace: `child.owner !== undefined`,
      },
      {
        id: 'pool-works-on',
        promise: 'A child does not work on for nobody.',
        find: `signal?.addEventListener('abort', stop, { once: true });`,
        replace: `void stop;`,
        killedBy: [CONTRACT],
      },
      {
        id: 'pool-waits-on',
        promise: 'What nobody waits for is let go at once.',
        find: `signal?.addEventListener('abort', onAbort, { once: true });`,
        replace: ``,
        killedBy: [CONTRACT],
      },
    ],
  },
  {
    file: 'libs/imaging/decoder/child-home.ts',
    killedBy: [HOME],
    mutants: [
      {
        id: 'home-shared',
        promise: 'A child does not enter the folder of another.',
        find: `mkdirSync(this.folder, { mode: 0o700 });`,
        replace: `mkdirSync(this.folder, { mode: 0o777 });`,
      },
      {
        id: 'home-leftovers',
        promise: 'Nothing runs on when a child has ended.',
        find: `if (this.user !== null) await endAll(this.user);`,
        replace: `if (this.user === 0) await endAll(this.user);`,
      },
      {
        id: 'home-user-of-somebody',
        promise: 'A child has no user that somebody has.',
        find: `if (!taken.has(user)) return user;`,
        replace: `return user;`,
      },
      {
        id: 'home-picture-written',
        promise: 'A child changes no picture that it is shown.',
        find: `if (this.user !== null) await chown(file, 0, this.user);`,
        replace: `if (this.user !== null) await chown(file, this.user, this.user);`,
      },
    ],
  },
  {
    file: 'libs/imaging/decoder-service/socket-decoder.ts',
    killedBy: [SOCKET],
    mutants: [
      {
        id: 'socket-strike',
        promise: 'A decoder that is away or does not answer is no fault of the picture.',
        find: `throw new DecoderGone(error.message, false);`,
        replace: `throw new DecoderGone(error.message, true);`,
      },
      {
        id: 'socket-told-again',
        promise: 'A size that was told of is not told of again.',
        find: `if (isMade || signal.aborted`,
        replace: `if (signal.aborted`,
      },
      {
        id: 'socket-timer-kept',
        promise: 'A request that was answered leaves no timer behind.',
        find: `      clearTimeout(timer);\n`,
        replace: ``,
        killedBy: [CONTRACT],
      },
      {
        id: 'socket-no-wait',
        promise: 'A decoder that restarts is waited for.',
        find: `signal.aborted || performance.now() >= deadline`,
        replace: `signal.aborted || deadline > 0`,
      },
      {
        id: 'socket-crash-lost',
        promise: 'A crash in the decoder is one of the picture.',
        find: `throw new DecoderGone(answer.message, answer.crashed, answer.killed);`,
        replace: `throw new DecoderGone(answer.message, false);`,
        killedBy: [CONTRACT],
      },
      {
        id: 'socket-owner',
        promise: 'The decoder takes pictures of several owners by turns.',
        find: `const image = { type, limits, owner, `,
        replace: `const image = { type, limits, owner: owner.slice(0, 0), `,
        killedBy: [CONTRACT],
      },
      {
        id: 'socket-load',
        promise: 'Several decoders share the pictures.',
        find: `other[1] < least[1] ? other : least`,
        replace: `least ?? other`,
      },
    ],
  },
  {
    file: 'libs/imaging/decoder-service/conversation.ts',
    killedBy: [SOCKET],
    mutants: [
      {
        id: 'conversation-silence',
        promise: 'A decoder that hangs does not hang its caller.',
        find: `this.#silence = setTimeout(() => this.#socket.destroy(new Error('it is silent')), this.#silenceMs);`,
        replace: ``,
      },
      {
        id: 'conversation-twice',
        promise: 'A picture is sent once.',
        find: `if (isSent) throw new Unanswered`,
        replace: `if (isSent && !isSent) throw new Unanswered`,
      },
      {
        id: 'conversation-close',
        promise: 'Closing ends what waits for a decoder.',
        find: `this.#signal.addEventListener('abort', end, { once: true });`,
        replace: ``,
        killedBy: [CONTRACT],
      },
    ],
  },
  {
    file: 'libs/imaging/decoder-service/decoder-server.ts',
    killedBy: [SOCKET],
    mutants: [
      {
        id: 'server-client-left',
        promise: 'The decoder lets go of a picture whose client left.',
        find: `      left.abort();\n`,
        replace: ``,
        killedBy: [CONTRACT],
      },
      { id: 'server-keeps', promise: 'The decoder keeps nothing of a picture.', find: `      await image?.remove();\n`, replace: `` },
      {
        id: 'server-two',
        promise: 'Two decoders do not fight for a socket.',
        find: `if (await isServed(socket)) throw`,
        replace: `if ((await isServed(socket)) && socket === '') throw`,
      },
    ],
  },
  {
    file: 'libs/imaging/decoder-service/received-image.ts',
    killedBy: [SOCKET],
    mutants: [
      {
        id: 'received-more',
        promise: 'A client sends no more bytes than it said, and none before they are wanted.',
        find: `if (!this.#file || bytes.length === 0 || this.#received > this.#bytes) throw`,
        replace: `if (bytes.length === 0) throw`,
      },
      {
        id: 'received-slowly',
        promise: 'A client that sends slowly does not hold a child.',
        find: `this.#late = setTimeout(this.#events.stalled, STALLED_MS + this.#bytes / LEAST_RATE);`,
        replace: ``,
        killedBy: [RECEIVED],
      },
      {
        id: 'received-stalled',
        promise: 'A client that sends nothing does not hold a child.',
        find: `this.#stalled = setTimeout(this.#events.stalled, STALLED_MS);`,
        replace: ``,
        killedBy: [RECEIVED],
      },
    ],
  },
  {
    file: 'libs/imaging/decoder-service/protocol.ts',
    killedBy: [RECEIVED],
    mutants: [
      {
        id: 'ask-bytes',
        promise: 'An image that the decoder takes has a bound.',
        find: `.max(MAX_IMAGE_BYTES)`,
        replace: ``,
      },
    ],
  },
];
