import { signUp, startDrive } from '../drive.mjs';
import { insertImages, timeCalls } from './many.mjs';

const IMAGES = { quick: 10_000, full: 100_000 };
const CALLS = { quick: 10, full: 50 };
/** Milliseconds that each of them may take. */
const LIMIT = 100;

/** Of all kinds: in most names, in some, in one, in none; together; by index of words, by date, type and state; and text read name by name. */
export const SEARCHES = [
  'img',
  'malaga',
  'beach cat',
  'img 99',
  '54321',
  'nowhere',
  'a',
  '2019',
  'june',
  'june 2019 malaga',
  '2016..2018 img',
  'heic',
  'failed',
  '"nowhere"',
];

export const searchPath = (q, order) => `/api/images?${new URLSearchParams({ q, order, limit: '60' })}`;

/** Milliseconds of searches when one owner has a hundred thousand pictures. */
export async function measure({ quick }) {
  const images = quick ? IMAGES.quick : IMAGES.full;
  const first = await startDrive();
  const { folder } = first;
  try {
    const person = await signUp(first.url);
    await first.stop();
    insertImages(folder, person.user.id, images);
    const drive = await startDrive(folder);
    const paths = Object.fromEntries(SEARCHES.flatMap((q) => ['taken', 'added'].map((order) => [`${q} (${order})`, searchPath(q, order)])));
    const { lines, notes } = await timeCalls(drive.url, person, { paths, calls: quick ? CALLS.quick : CALLS.full, limit: LIMIT });
    person.close();
    await drive.stop();
    return { title: `Searches among ${images.toLocaleString('en')} pictures of one owner`, beside: '', lines, notes };
  } finally {
    await first.remove();
  }
}
