import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { describe, expect, it } from 'vitest';

import { fieldsOf, readSidecar } from './sidecar.js';

const modifiedAt = new Date('2026-01-01T00:00:00Z');
const fields = (name: string, title?: string, timestamp = '1558085400') =>
  fieldsOf({ name, modifiedAt }, { ...(title !== undefined && { title }), photoTakenTime: { timestamp } });

describe('fieldsOf', () => {
  it('takes time and name from the sidecar', () => {
    expect(fields('IMG_0_.jpg', 'IMG?0&.jpg')).toEqual({
      name: 'IMG?0&.jpg',
      takenAt: '2019-05-17T09:30:00.000Z',
      modifiedAt: '2026-01-01T00:00:00.000Z',
    });
  });

  it.each([
    ['IMG.jpg', undefined, 'IMG.jpg'],
    ['IMG-edited.jpg', 'IMG.jpg', 'IMG-edited.jpg'],
    ['IMG(1).jpg', 'IMG.jpg', 'IMG.jpg'],
    ['IMG.jpg', 'IMG', 'IMG.jpg'],
    ['IMG.jpg', 'IMG.HEIC', 'IMG.jpg'],
    ['IMG.jpg', 'IMG.JPG', 'IMG.JPG'],
    ['a-na.jpg', 'a-name. that ends here.jpg', 'a-name. that ends here.jpg'],
  ])('%s titled %s is %s', (file, title, name) => expect(fields(file, title).name).toBe(name));

  it('shortens a title that is longer than a name may be', () => {
    const story = 'story '.repeat(20_000);
    expect(fields('a.jpg', `${story}.JPG`).name).toBe(`${story.slice(0, 251)}.JPG`);
  });

  it('accepts times before 1970, and ignores those after the year 9999', () => {
    expect(fields('a.jpg', 'a.jpg', '-86400').takenAt).toBe('1969-12-31T00:00:00.000Z');
    expect(fields('a.jpg', 'a.jpg', '999999999999')).not.toHaveProperty('takenAt');
  });

  it('prefers the values of an export, exact to the millisecond', () => {
    const shoebox = { id: 'x', sha256: 'y', takenAt: null, modifiedAt: '2020-01-02T03:04:05.678Z', createdAt: '2021-01-01T00:00:00.000Z' };
    const sidecar = { title: 'IMG.jpg', photoTakenTime: { timestamp: '5' }, shoebox };
    expect(fieldsOf({ name: 'IMG (2).jpg', modifiedAt }, sidecar)).toEqual({
      name: 'IMG.jpg',
      takenAt: '',
      modifiedAt: shoebox.modifiedAt,
    });
    expect(fieldsOf({ name: 'x', modifiedAt }, { shoebox: { ...shoebox, modifiedAt: null } }).modifiedAt).toBe(shoebox.createdAt);
  });
});

it('readSidecar returns null for a file that does not describe a picture', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'shoebox-sidecar-'));
  const read = async (text: string) => {
    const path = join(folder, 'a.json');
    await writeFile(path, text);
    return readSidecar({ path, bytes: text.length });
  };
  for (const text of ['', '{', 'null', '[]', '{"title":"an album"}', '{"photoTakenTime":{"timestamp":"soon"}}'])
    expect(await read(text)).toBeNull();
  expect(await read('{"title":"a.jpg","photoTakenTime":{"timestamp":"5"},"people":[]}')).toMatchObject({ title: 'a.jpg' });
  await rm(folder, { recursive: true });
});
