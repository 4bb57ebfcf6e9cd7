import { existsSync, readFileSync } from 'node:fs';

import { expect, it } from 'vitest';

const ROOT = new URL('..', import.meta.url);

interface Threat {
  threat: string;
  /** What the cell of its tests says. */
  tests: string;
}

/** The rows of the tables of docs/security.md that have a column of tests. */
function threats(): Threat[] {
  const found: Threat[] = [];
  let isThreats = false;
  for (const line of readFileSync(new URL('docs/security.md', ROOT), 'utf8').split('\n')) {
    const cells = line
      .split('|')
      .slice(1, -1)
      .map((cell) => cell.trim());
    if (cells.length === 0) isThreats = false;
    else if (cells[0] === 'threat') isThreats = cells.at(-1) === 'test';
    else if (isThreats && !/^-+$/.test(cells[0]!)) found.push({ threat: cells[0]!, tests: cells.at(-1)! });
  }
  return found;
}

const rows = threats();
/** `…/` stands for the folder of the file before it. */
const filesOf = ({ tests }: Threat) => {
  const named = [...tests.matchAll(/`([^`]+)`/g)].map(([, name]) => name!);
  return named.map((name, index) => name.replace('…', () => named[index - 1]!.split('/').slice(0, -1).join('/')));
};

it('the table of threats is found', () => {
  expect(rows.length).toBeGreaterThan(50);
});

it.each(rows)('“$threat” has a defence with a test that exists', (row) => {
  const names = filesOf(row);
  expect(names).not.toEqual([]);
  for (const name of names) {
    if (name === 'npm run check') continue;
    expect(existsSync(new URL(name, ROOT)), name).toBe(true);
    // Those of compose and of the ports are called by the suites beside them.
    expect(readFileSync(new URL(name, ROOT), 'utf8'), name).toMatch(/\b(it|test)(\.\w+)?[(<`]|\bexpect\(|assert/);
  }
});
