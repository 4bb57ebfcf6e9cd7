import type { MutatedFile } from './mutant.js';

const words = ['libs/domain/transform/transform.spec.ts'];
const sizes = ['libs/domain/transform/layout.spec.ts'];
const replies = ['libs/imaging/decoder/transform-replies.spec.ts'];
const engine = ['libs/imaging/decoder/transform.spec.ts'];
const goldens = ['libs/imaging/decoder/goldens.spec.ts'];

/** A modifier that does something else, or nothing. */
const brokenModifiers = (
  [
    ['mirrored', 'return raw(from(pixels).flop());', 'return raw(from(pixels).flip());'],
    ['upside-down', 'return raw(from(pixels).flip());', 'return pixels;'],
    ['blurred', 'return raw(from(pixels).blur(a));', 'return raw(from(pixels).blur(1));'],
    ['sharpened', 'sharpen({ sigma: a })', 'sharpen({ sigma: 0.5 })'],
    ['grey', 'picture.greyscale()', 'picture.negate()'],
    ['bordered', 'background: { r: b, g: c, b: d, alpha: 1 }', 'background: { r: d, g: c, b, alpha: 1 }'],
    ['turned', 'from(pixels).rotate(degrees, { background })', 'from(pixels).rotate(-degrees, { background })'],
    ['background', '=> (background === null ? otherwise : `#${background}`)', '=> otherwise'],
    ['padded', '[Math.floor((to.width - inner.width) / 2),', '[to.width - inner.width,'],
    [
      'cut',
      'left: cut.x, top: cut.y, width: cut.width, height: cut.height }));\n    case',
      'left: 0, top: cut.y, width: cut.width, height: cut.height }));\n    case',
    ],
    ['attention', `position: 'attention'`, `position: 'entropy'`],
    ['badge', 'composite([{ input: image, left, top }])', 'composite([{ input: image, left, top: 0 }])'],
    ['quality', 'quality ?? FORMATS[format].quality ?? 0', 'FORMATS[format].quality ?? 0'],
  ] as const
).map(([name, find, replace]) => ({ id: `golden-${name}`, promise: 'A modifier does what it says.', find, replace, killedBy: goldens }));

export const mutated: MutatedFile[] = [
  {
    file: 'libs/domain/transform/transform.ts',
    killedBy: words,
    mutants: [
      {
        id: 'transform-many',
        promise: 'An address has at most 12 modifiers.',
        find: `if (texts.length > MAX_MODIFIERS)`,
        replace: `if (texts.length > 2 * MAX_MODIFIERS)`,
      },
      {
        id: 'transform-contradiction',
        promise: 'What contradicts is refused.',
        find: `values[0] !== first!.values[0]`,
        replace: `values[0] === null`,
      },
      { id: 'transform-dpr', promise: 'No side is asked for that can not be.', find: `* times <= MAX_SIDE`, replace: `<= MAX_SIDE` },
      {
        id: 'transform-default-quality',
        promise: 'Default qualities are left out of the canonical form.',
        find: `quality: defaults.includes(quality) ? null : quality`,
        replace: `quality`,
      },
      {
        id: 'transform-shown',
        promise: 'A message repeats nothing that does not print.',
        find: `text.replace(/[^\\x20-\\x7e]/gu, '?')`,
        replace: `text`,
      },
    ],
  },
  {
    file: 'libs/domain/transform/layout.ts',
    killedBy: sizes,
    mutants: [
      {
        id: 'layout-early-steps',
        promise: 'Steps before the first size have a bound.',
        find: `if (to.width * to.height <= MAX_STEP_PIXELS) continue;`,
        replace: `continue;`,
      },
      {
        id: 'layout-early-decode',
        promise: 'What is decoded before the first size has a bound.',
        find: `if (steps.length > 0 && early.width * early.height > MAX_CUT_PIXELS)`,
        replace: `if (steps.length < 0)`,
      },
      {
        id: 'layout-result',
        promise: 'A result has at most 8,192 pixels a side and 40 megapixels.',
        find: `    if (fits(to)) continue;`,
        replace: `    if (to.width > 0) continue;`,
      },
      {
        id: 'layout-avif',
        promise: 'No AVIF is begun that takes more memory than a child has.',
        find: `if (format === 'avif' && result.width * result.height > MAX_AVIF_PIXELS)`,
        replace: `if (format === 'avif' && result.width > MAX_AVIF_PIXELS)`,
      },
      {
        id: 'layout-outside',
        promise: 'A rectangle lies in the picture.',
        find: `if (a + c <= from.width && b + d <= from.height)`,
        replace: `if (a + c <= from.width)`,
      },
      {
        id: 'layout-enlarged',
        promise: 'A picture is never enlarged.',
        find: `scaled(from, Math.min(1, scale))`,
        replace: `scaled(from, scale)`,
      },
    ],
  },
  {
    file: 'libs/imaging/decoder/badge.ts',
    killedBy: goldens,
    mutants: [
      {
        id: 'golden-badge-words',
        promise: 'A badge says the percentage.',
        find: 'write(ink, side, `${percent}%`, LINES.percent);',
        replace: '',
      },
      { id: 'golden-badge-round', promise: 'A badge is round, and red.', find: '[200, 30, 45]', replace: '[30, 200, 45]' },
    ],
  },
  {
    file: 'libs/imaging/decoder/replies.ts',
    killedBy: replies,
    mutants: [
      {
        id: 'reply-result-unasked',
        promise: 'A child gives the result of a transform to who asked for one.',
        find: `if (task?.kind !== 'transform') throw`,
        replace: `if (task === null) throw`,
      },
      {
        id: 'reply-result-format',
        promise: 'A result is of the format that was asked for.',
        find: `measured?.type === FORMATS[task.format].type &&`,
        replace: `measured &&`,
      },
      {
        id: 'reply-result-size',
        promise: 'A result is within the bounds that all have.',
        find: ` <= MAX_SIDE &&`,
        replace: ` <= 9 * MAX_SIDE &&`,
      },
    ],
  },
  {
    file: 'libs/imaging/decoder/transform.ts',
    killedBy: engine,
    mutants: [
      {
        id: 'engine-grey-alpha',
        promise: 'Grey keeps transparency.',
        find: `if (!hasAlpha(pixels)) return grey;`,
        replace: `if (grey) return grey;`,
      },
      ...brokenModifiers,
      { id: 'engine-kb', promise: 'KB gives the best quality that fits.', find: `      low = middle + 1;`, replace: `      break;` },
    ],
  },
  {
    file: 'libs/domain/transform/results.ts',
    killedBy: ['apps/worker/transforms/make-transform.spec.ts'],
    mutants: [
      {
        id: 'result-after-purge',
        promise: 'A result does not outlive its image.',
        find: `if (!row || !VISIBLE.includes(row.state)) await`,
        replace: `if (!row) await`,
      },
      {
        id: 'result-untold',
        promise: 'Who waits in the process of the worker is told at once.',
        find: `wake();\n`,
        replace: `void wake;\n`,
      },
      {
        id: 'result-failure-forever',
        promise: 'A failure is believed for ten minutes.',
        find: `< FAILURE_LIFETIME`,
        replace: `< 10 * FAILURE_LIFETIME`,
      },
    ],
  },
  {
    file: 'apps/worker/transforms/make-transform.ts',
    killedBy: ['apps/worker/transforms/make-transform.spec.ts'],
    mutants: [
      {
        id: 'transform-damaged-original',
        promise: 'A damaged original ends the attempts, and is named.',
        find: `isLast && (await this.isDamage(error))`,
        replace: `isLast && error === null`,
      },
      {
        id: 'transform-out-of-memory',
        promise: 'A transform that takes too much memory is not tried again.',
        find: `if (/out of memory/i.test(error.message)) return 'costly';\n`,
        replace: ``,
      },
      {
        id: 'transform-twice',
        promise: 'Equal requests make one run.',
        find: `if (await findResult(this.objects, prefix)) return;`,
        replace: ``,
      },
      {
        id: 'transform-of-trash',
        promise: 'Nothing is made of what is in the trash.',
        find: ` || row.deletedAt) return;`,
        replace: `) return;`,
      },
      {
        id: 'transform-too-small',
        promise: 'A size that is too small is not enlarged.',
        find: `(width ?? 0) >= row.width * scale - 0.5 && `,
        replace: `(width ?? 0) > 0 || `,
      },
      {
        id: 'transform-killed-final',
        promise: 'A child that was killed from outside says nothing of the picture.',
        find: `error.crashed && !error.killed`,
        replace: `error.crashed`,
      },
    ],
  },
  {
    file: 'apps/worker/transforms/result-cache.ts',
    killedBy: ['apps/worker/transforms/make-transform.spec.ts'],
    mutants: [
      {
        id: 'results-unbounded',
        promise: 'Results have a bound.',
        find: `if (total <= bound) return;`,
        replace: `if (total <= 9 * bound) return;`,
      },
      {
        id: 'results-newest-first',
        promise: 'The least recently used results go first.',
        find: `.sort((a, b) => a - b)`,
        replace: `.sort((a, b) => b - a)`,
      },
    ],
  },
];
