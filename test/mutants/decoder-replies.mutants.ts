import type { MutatedFile } from './mutant.js';

export const mutated: MutatedFile[] = [
  {
    file: 'libs/imaging/decoder/replies.ts',
    killedBy: ['libs/imaging/decoder/replies.spec.ts'],
    mutants: [
      {
        id: 'reply-heavy-again',
        promise: 'A picture that runs alone is not put back to run alone.',
        find: `task?.kind === 'render' && !task.alone`,
        replace: `task?.kind === 'render'`,
      },
      {
        id: 'reply-variant-order',
        promise: 'A child makes each size once, and of those that there are.',
        find: ` || VARIANT_NAMES[this.#made++] !== variant`,
        replace: ` || this.#made++ < 0`,
      },
      {
        id: 'reply-variant-unasked',
        promise: 'A child that reads a header makes no size.',
        find: `this.#task?.kind !== 'render' || VARIANT_NAMES[`,
        replace: `VARIANT_NAMES[`,
      },
      {
        id: 'reply-variant-size',
        promise: 'A size is not larger than it may be.',
        find: `Math.max(measured.width, measured.height) <= VARIANTS[variant].longestSide`,
        replace: `measured.width <= VARIANTS[variant].longestSide`,
      },
      {
        id: 'reply-variant-format',
        promise: 'A size is of the format that was asked for.',
        find: `if (!isAsked || !fits)`,
        replace: `if (!fits)`,
      },
      {
        id: 'reply-missing-variant',
        promise: 'A picture is ready when all its sizes were made.',
        find: ` && this.#made === VARIANT_NAMES.length`,
        replace: ``,
      },
      {
        id: 'reply-header-type',
        promise: 'A header is of the type that was asked for.',
        find: `type === task.type && `,
        replace: ``,
      },
      {
        id: 'reply-header-side',
        promise: 'A header is within the limits.',
        find: ` && Math.max(width, height) <= task.limits.maxSide`,
        replace: ``,
      },
      {
        id: 'reply-text-length',
        promise: 'A child says no text of any length.',
        find: `value.slice(0, MAX_TEXT)`,
        replace: `value`,
      },
      {
        id: 'reply-bytes',
        promise: 'Bytes come with sizes alone.',
        find: `if (body.length > 0) throw`,
        replace: `if (body.length > 1e9) throw`,
      },
    ],
  },
  {
    file: 'libs/imaging/decoder/frames.ts',
    killedBy: ['libs/imaging/decoder/frames.spec.ts'],
    mutants: [
      {
        id: 'frame-head',
        promise: 'What a child says has a bound before it is read.',
        find: `head > MAX_HEAD || body > maxBody`,
        replace: `body > maxBody`,
      },
      { id: 'frame-body', promise: 'So have its bytes.', find: `head > MAX_HEAD || body > maxBody`, replace: `head > MAX_HEAD` },
    ],
  },
  {
    file: 'libs/imaging/decoder/decoder.ts',
    killedBy: ['libs/imaging/decoder-service/contract.spec.ts'],
    mutants: [
      {
        id: 'variant-through-link',
        promise: 'A size is written into a new file, not through a link that lies there.',
        find: `writeFile(file, data, { flag: 'wx' })`,
        replace: `writeFile(file, data)`,
      },
    ],
  },
  {
    file: 'libs/imaging/decoder/child.ts',
    killedBy: ['libs/imaging/decoder/spawn.spec.ts'],
    mutants: [
      {
        id: 'child-outlives-parent',
        promise: 'A child ends with its parent, also in the middle of a picture.',
        find: `void answer(head as Request).then((said) => send(...said));`,
        replace: `await answer(head as Request).then((said) => send(...said));`,
      },
    ],
  },
];
