import { existsSync } from 'node:fs';
import { join } from 'node:path';

import { expect, it } from 'vitest';

import { mutate, readMutants } from './mutants/list.mjs';

const root = join(import.meta.dirname, '..');
const mutants = await readMutants(root);

it('no two mutants have the same id', () => {
  const ids = mutants.map(({ id }) => id);
  expect(ids.filter((id, index) => ids.indexOf(id) !== index)).toEqual([]);
});

it('the text of each mutant occurs exactly once in its file, and the mutated file is a program', () => {
  const problems = mutants.flatMap((mutant) => {
    try {
      mutate(root, mutant);
      return [];
    } catch (error) {
      return [(error as Error).message];
    }
  });
  expect(problems).toEqual([]);
});

it('the test files that guard a mutant exist', () => {
  expect([...new Set(mutants.flatMap(({ killedBy }) => killedBy))].filter((file) => !existsSync(join(root, file)))).toEqual([]);
});
