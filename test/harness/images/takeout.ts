import { createHash } from 'node:crypto';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

import { jpeg, taken } from './images.js';

/** What a picture of the folder must be in the drive. */
export interface Expected {
  name: string;
  /** Null: by no JSON file. */
  takenAt: string | null;
}

/** What lies in the folder, and what must come of it. */
export interface Takeout {
  /** By hash. */
  pictures: Map<string, Expected>;
  /** By name: hashes of what each album holds, the newest first. */
  albums: Map<string, string[]>;
  /** Files in all, and how many of each kind. */
  found: number;
  twice: number;
  sidecar: number;
  other: number;
  failed: number;
}

interface Copy {
  file: string;
  bytes: Buffer;
  title: string;
  seconds: number;
}

const PLAIN = 470;
const COPIES = 20;

/** How Google Takeout calls the JSON file of a picture: one way after the other. */
const FORMS = [
  (file: string) => `${file}.json`,
  (file: string) => `${`${file}.supplemental-metadata`.slice(0, 46)}.json`,
  (file: string) => `${`${file}.supplemental-metadata`.slice(0, file.length + 2)}.json`,
];
const NAMES = [
  (index: number) => `IMG_${index}.jpg`,
  (index: number) => `Omas Geburtstag 🎂 ${index}.JPG`,
  (index: number) => `a-name-that-is-longer-than-Takeout-keeps-of-one-${index}`.slice(0, 43) + `${index}.jpg`,
];

/** A folder as Google Takeout leaves it: 500 pictures, some twice, one broken, a film, and what else lies about in one. */
export async function makeTakeout(folder: string): Promise<Takeout> {
  const made: Takeout = { pictures: new Map(), albums: new Map(), found: 0, twice: 0, sidecar: 0, other: 0, failed: 0 };
  const put = async (kind: 'pictures' | 'twice' | 'sidecar' | 'other' | 'failed', path: string, bytes: Buffer | string) => {
    const [within, name] = [join(folder, path, '..'), path.split('/').at(-1)!];
    await mkdir(within, { recursive: true });
    await writeFile(join(within, name), bytes, { flag: 'wx' });
    made.found++;
    if (kind !== 'pictures') made[kind]++;
  };
  const told = (title: string, seconds: number) =>
    JSON.stringify({ title, photoTakenTime: { timestamp: String(seconds), formatted: '' }, geoData: { latitude: 0 }, people: [] });
  /** One of its JSON files, in the language of the person, and the same bytes again of pictures that lie in a year. */
  const album = async (within: string, json: string, title: string | null, copies: readonly Copy[]) => {
    for (const { file, bytes, title: name, seconds } of copies) {
      await put('twice', `${within}/${file}`, bytes);
      await put('sidecar', `${within}/${file}.json`, told(name, seconds));
    }
    await put('sidecar', `${within}/${json}`, JSON.stringify({ title: title ?? '', description: '', access: 'protected' }));
    const newestFirst = [...copies].sort((a, b) => b.seconds - a.seconds);
    made.albums.set(
      title ?? within,
      newestFirst.map(({ bytes }) => sha256Of(bytes)),
    );
  };
  const copies: Copy[] = [];
  const expect = (bytes: Buffer, name: string, seconds: number | null) => {
    const takenAt = seconds === null ? null : new Date(seconds * 1000).toISOString();
    made.pictures.set(sha256Of(bytes), { name, takenAt });
  };
  for (let index = 0; index < PLAIN; index++) {
    const seconds = 1_500_000_000 + index * 100_000;
    const file = NAMES[index % 3]!(index);
    const year = `Photos from ${new Date(seconds * 1000).getUTCFullYear()}`;
    // What a camera wrote is another day: the JSON goes before it.
    const bytes = index % 10 === 0 ? await taken('2001:02:03 04:05:06') : await jpeg(16, 12);
    // Takeout takes some characters out of names.
    const title = index % 7 === 0 ? file.replace(/^(.)/, '$1?') : file;
    await put('pictures', `${year}/${file}`, bytes);
    await put('sidecar', `${year}/${FORMS[index % 2 === 0 ? 0 : 1 + (index % 4 === 1 ? 0 : 1)]!(file)}`, told(title, seconds));
    expect(bytes, title, seconds);
    if (index < COPIES) copies.push({ file, bytes, title, seconds });
  }
  await album('Z Album', 'metadata.json', 'Z Album', copies.slice(0, 12));
  // Some signs can't be in the name of a folder. The same picture may be in two albums.
  await album('A _ B_ Oma_s 🎂', 'Metadaten.json', 'A / B: Oma’s 🎂', copies.slice(8, 18));
  await album('Untitled(1)', 'метаданни.json', null, copies.slice(18));
  // Two of one name, and a changed copy of each, which has no JSON file of its own.
  for (const [number, seconds] of [
    ['', 1_400_000_000],
    ['(1)', 1_400_200_000],
  ] as const) {
    const [own, edited] = [await jpeg(16, 12), await jpeg(16, 12)];
    await put('pictures', `Photos from 2014/DSC${number}.jpg`, own);
    await put('pictures', `Photos from 2014/DSC-edited${number}.jpg`, edited);
    await put('sidecar', `Photos from 2014/DSC.jpg.supplemental-metadata${number}.json`, told('DSC.jpg', seconds));
    expect(own, 'DSC.jpg', seconds);
    expect(edited, 'DSC-edited.jpg', seconds);
  }
  for (let index = 0; index < 500 - PLAIN - 4; index++) {
    const bytes = await jpeg(16, 12);
    await put('pictures', `Without JSON/${index}.jpg`, bytes);
    expect(bytes, `${index}.jpg`, null);
  }
  await put('failed', 'Photos from 2019/broken.jpg', Buffer.concat([Buffer.from([0xff, 0xd8, 0xff, 0xe0]), Buffer.alloc(500, 7)]));
  await put('sidecar', 'Photos from 2019/broken.jpg.json', told('broken.jpg', 1_560_000_000));
  await put('other', 'Photos from 2019/clip.mp4', Buffer.from('\0\0\0\x18ftypmp42\0\0\0\0mp42isom', 'latin1'));
  await put('sidecar', 'Photos from 2019/clip.mp4.json', told('clip.mp4', 1_560_000_000));
  // A year is no album, whatever lies in it.
  await put('other', 'Photos from 2019/metadata.json', JSON.stringify({ title: 'Photos from 2019' }));
  await put('other', 'print-subscriptions.json', '{}');
  await put('other', 'Z Album/empty.jpg', '');
  return made;
}

function sha256Of(bytes: Buffer): string {
  return createHash('sha256').update(bytes).digest('hex');
}
