import { expect, it } from 'vitest';

import { durations } from './durations-reporter.mjs';

it('says how long each project took, the longest first, and names the ten slowest files', () => {
  const unit = Array.from({ length: 12 }, (_, index) => ({ project: 'unit', file: `${index}.spec.ts`, milliseconds: 100 * index }));
  const lines = durations([...unit, { project: 'compose', file: 'compose.test.ts', milliseconds: 840_000 }]);
  expect(lines[1]).toBe('   840.0 s  compose, 1 files');
  expect(lines[2]).toBe('     6.6 s  unit, 12 files');
  expect(lines.slice(4)).toHaveLength(10);
  expect(lines[4]).toBe('   840.0 s  compose.test.ts (compose)');
  expect(lines.at(-1)).toBe('     0.3 s  3.spec.ts (unit)');
});
