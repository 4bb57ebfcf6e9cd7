import type { MutatedFile } from './mutant.js';

export const mutated: MutatedFile[] = [
  {
    file: 'libs/domain/image/transitions.ts',
    killedBy: ['libs/domain/image/transitions.spec.ts'],
    mutants: [
      {
        id: 'begin-any-state',
        promise: 'An attempt begins only on an image in processing.',
        find: `condition: { state: ['processing'], generation: row.generation, attempt: row.attempt, deleted: false },
    change: { set: { attempt`,
        replace: `condition: { generation: row.generation, attempt: row.attempt, deleted: false },
    change: { set: { attempt`,
      },
      {
        id: 'begin-any-generation',
        promise: 'An attempt begins only on the generation that was read.',
        find: `generation: row.generation, attempt: row.attempt, deleted: false },
    change: { set: { attempt`,
        replace: `attempt: row.attempt, deleted: false },
    change: { set: { attempt`,
      },
      {
        id: 'begin-any-attempt',
        promise: 'Two workers never begin the same attempt.',
        find: `generation: row.generation, attempt: row.attempt, deleted: false },
    change: { set: { attempt`,
        replace: `generation: row.generation, deleted: false },
    change: { set: { attempt`,
      },
      {
        id: 'begin-in-trash',
        promise: 'No attempt begins on what is in the trash.',
        find: `generation: row.generation, attempt: row.attempt, deleted: false },
    change: { set: { attempt`,
        replace: `generation: row.generation, attempt: row.attempt },
    change: { set: { attempt`,
      },
      {
        id: 'begin-same-attempt',
        promise: 'Each attempt has a number of its own.',
        find: `set: { attempt: row.attempt + 1 }`,
        replace: `set: { attempt: row.attempt }`,
      },
      {
        id: 'publish-any-state',
        promise: 'An attempt publishes only while the image is in processing.',
        find: `return { state: ['processing'], generation: row.generation, attempt: row.attempt, deleted: false };`,
        replace: `return { generation: row.generation, attempt: row.attempt, deleted: false };`,
      },
      {
        id: 'publish-any-generation',
        promise: 'An attempt of an older generation publishes nothing.',
        find: `return { state: ['processing'], generation: row.generation, attempt: row.attempt, deleted: false };`,
        replace: `return { state: ['processing'], attempt: row.attempt, deleted: false };`,
      },
      {
        id: 'publish-any-attempt',
        promise: 'An older attempt publishes nothing.',
        find: `return { state: ['processing'], generation: row.generation, attempt: row.attempt, deleted: false };`,
        replace: `return { state: ['processing'], generation: row.generation, deleted: false };`,
      },
      {
        id: 'publish-in-trash',
        promise: 'An attempt publishes nothing on what is in the trash.',
        find: `return { state: ['processing'], generation: row.generation, attempt: row.attempt, deleted: false };`,
        replace: `return { state: ['processing'], generation: row.generation, attempt: row.attempt };`,
      },
      {
        id: 'over-newer-attempt',
        promise: 'A variant of an attempt that is newer than the row is kept.',
        find: `if (run.generation > row.generation || run.attempt > row.attempt) return false;`,
        replace: ``,
      },
      {
        id: 'over-never',
        promise: 'Variants of an attempt that is over are removed.',
        find: `return !isLast || row.state !== 'processing' || row.deletedAt !== null;`,
        replace: `return !isLast;`,
      },
      {
        id: 'over-running',
        promise: 'Variants of a running attempt are kept.',
        find: `return !isLast || row.state !== 'processing' || row.deletedAt !== null;`,
        replace: `return true;`,
      },
      {
        id: 'requeue-forgets-crash',
        promise: 'A crash of the decoder is counted.',
        find: `change: { set: { crashCount, damagedAt }, sizes: unreadyVariants(row, 'waiting', null) }`,
        replace: `change: { sizes: unreadyVariants(row, 'waiting', null) }`,
      },
      {
        id: 'reject-ready-variants',
        promise: 'A rejection keeps the variants that are ready.',
        find: `VARIANT_NAMES.filter((size) => row.sizes[size].state !== 'ready')`,
        replace: `VARIANT_NAMES.slice()`,
      },
      {
        id: 'priority-crashed',
        promise: 'An image that crashed the decoder comes last.',
        find: `if (crashCount > 0) return 'last';`,
        replace: ``,
      },
    ],
  },
];
