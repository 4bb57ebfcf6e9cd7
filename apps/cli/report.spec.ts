import { expect, it } from 'vitest';

import { Report } from './report.js';

it('counts every file once, and names what is not in the drive', () => {
  const report = new Report();
  report.add({ path: 'b.jpg', outcome: 'left' });
  report.add({ path: 'b.jpg', outcome: 'uploaded', id: '1' });
  report.add({ path: 'c.mp4', outcome: 'other', why: 'a film' });
  expect([report.isWhole, report.counts.left]).toEqual([true, 0]);
  report.add({ path: 'a.jpg', outcome: 'failed', why: 'It is damaged.' });
  expect(report.lines()).toEqual([
    '1 uploaded',
    '1 no pictures',
    '1 not uploaded',
    '3 files in all',
    '',
    'Skipped:',
    '  c.mp4: a film',
    '  a.jpg: It is damaged.',
  ]);
  expect(report.isWhole).toBe(false);
  expect(report.json()).toMatchObject({ found: 3, counts: { uploaded: 1, failed: 1, other: 1 } });
});

it('says what would be', () => {
  const report = new Report(true);
  report.add({ path: 'a.jpg', outcome: 'uploaded' });
  expect(report.lines()[0]).toBe('1 would be uploaded');
});
