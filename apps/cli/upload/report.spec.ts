import { expect, it } from 'vitest';

import { Report } from './report.js';

it('counts every file once, and lists those that are not in the drive', () => {
  const report = new Report();
  report.add({ path: 'b.jpg', outcome: 'left' });
  report.add({ path: 'b.jpg', outcome: 'uploaded', id: '1' });
  report.add({ path: 'c.mp4', outcome: 'other', why: 'a film' });
  expect([report.isComplete, report.counts.left]).toEqual([true, 0]);
  report.add({ path: 'a.jpg', outcome: 'failed', why: 'It is damaged.' });
  expect(report.lines()).toEqual([
    '1 uploaded',
    '1 not a picture',
    '1 failed',
    '3 files in total',
    '',
    'Skipped:',
    '  c.mp4: a film',
    '  a.jpg: It is damaged.',
  ]);
  expect(report.isComplete).toBe(false);
  expect(report.json()).toMatchObject({ found: 3, counts: { uploaded: 1, failed: 1, other: 1 } });
});

it('control characters in a file name do not reach the terminal', () => {
  const report = new Report();
  report.add({ path: 'a\u001b[2J\n0 failed.txt', outcome: 'other', why: 'no picture' });
  expect(report.lines().at(-1)).toBe('  a\ufffd[2J\ufffd0 failed.txt: no picture');
});

it('a dry run says what would be uploaded', () => {
  const report = new Report(true);
  report.add({ path: 'a.jpg', outcome: 'uploaded' });
  expect(report.lines()[0]).toBe('1 would be uploaded');
});

it('lists albums, and is incomplete when one failed', () => {
  const report = new Report();
  report.add({ path: 'a.jpg', outcome: 'known', id: '1', sha256: 'x' });
  report.add({ path: 'b.jpg', outcome: 'trash', id: '2', sha256: 'y' });
  expect(report.inDrive).toMatchObject([{ path: 'a.jpg' }]);
  report.albums.push({ name: 'Rome', pictures: 1, made: true, added: 1 }, { name: 'Sea', pictures: 3, made: false, added: 2 });
  expect(report.lines()).toEqual(expect.arrayContaining(['Albums:', '  Rome: 1 picture, album created', '  Sea: 3 pictures, 2 added']));
  expect(report.isComplete).toBe(true);
  report.albums.push({ name: 'Full', pictures: 3, made: false, added: 0, why: 'The album is full.' });
  expect([report.isComplete, report.lines().includes('  Full: The album is full.')]).toEqual([false, true]);
});
