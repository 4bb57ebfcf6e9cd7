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

it('gives a terminal nothing to do by the name of a file', () => {
  const report = new Report();
  report.add({ path: 'a\u001b[2J\n0 failed.txt', outcome: 'other', why: 'no picture' });
  expect(report.lines().at(-1)).toBe('  a\ufffd[2J\ufffd0 failed.txt: no picture');
});

it('says what would be', () => {
  const report = new Report(true);
  report.add({ path: 'a.jpg', outcome: 'uploaded' });
  expect(report.lines()[0]).toBe('1 would be uploaded');
});

it('tells of albums, and is not whole without them', () => {
  const report = new Report();
  report.add({ path: 'a.jpg', outcome: 'known', id: '1', sha256: 'x' });
  report.add({ path: 'b.jpg', outcome: 'trash', id: '2', sha256: 'y' });
  expect(report.inDrive).toMatchObject([{ path: 'a.jpg' }]);
  report.albums.push({ name: 'Rome', pictures: 1, made: true, added: 1 }, { name: 'Sea', pictures: 3, made: false, added: 2 });
  expect(report.lines()).toEqual(
    expect.arrayContaining(['Albums:', '  Rome: 1 picture, a new album', '  Sea: 3 pictures, 2 of them new in it']),
  );
  expect(report.isWhole).toBe(true);
  report.albums.push({ name: 'Full', pictures: 3, made: false, added: 0, why: 'The album is full.' });
  expect([report.isWhole, report.lines().includes('  Full: The album is full.')]).toEqual([false, true]);
});
