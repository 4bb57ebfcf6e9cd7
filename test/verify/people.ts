import type { Client } from '../harness/http/client.js';
import { settled } from '../harness/http/until.js';
import { png } from '../harness/images/tiny-images.js';

/** `TEST_VERIFY_PICTURES=1000 TEST_VERIFY_EACH=10` is the full form. */
export const PICTURES = Number(process.env['TEST_VERIFY_PICTURES'] ?? 40);
/** Damages of each kind. */
export const EACH = Number(process.env['TEST_VERIFY_EACH'] ?? 1);
/** Milliseconds for their uploads, and for some runs over them: on two cores a stack takes more than half a second for each picture. */
export const LONG_MS = Math.max(600_000, 2_000 * PICTURES);
/** Uploads at the same time. */
const AT_ONCE = 8;

/** Uploads pictures of the colours from `first` on. Returns their ids when all sizes are made. */
export async function uploadMany(client: Client, first: number, count: number): Promise<string[]> {
  const ids: string[] = [];
  for (let from = 0; from < count; from += AT_ONCE) {
    const colours = Array.from({ length: Math.min(AT_ONCE, count - from) }, (_, n) => first + from + n);
    const made = await Promise.all(colours.map((colour) => client.upload(png(colour), { name: `Größe ${colour} 2019.png` })));
    ids.push(...made.map(({ id }) => id));
  }
  for (const id of ids) await settled(client, id);
  return ids;
}

/** Uploads, renames, deletes, restores and deletes for good, and fills albums, one after another until the signal. */
export async function use(client: Client, signal: AbortSignal): Promise<void> {
  const { id: album } = (await client.json('POST', '/api/albums', { name: 'Used', ids: [] }, { status: 201 })).json<{
    album: { id: string };
  }>().album;
  for (let colour = 0xff0000; !signal.aborted; colour += 3) {
    const [kept, gone] = await Promise.all([client.upload(png(colour)), client.upload(png(colour + 1))]);
    await client.json('POST', `/api/albums/${album}/images`, { ids: [kept.id, gone.id], action: 'add' });
    await client.json('PATCH', `/api/images/${kept.id}`, { name: `renamed ${colour}.png`, takenAt: '2001-02-03T04:05:06Z' });
    await client.send('DELETE', `/api/images/${kept.id}`);
    await client.send('DELETE', `/api/images/${gone.id}?forever=true`);
    await client.send('POST', `/api/images/${kept.id}/restore`);
    await client.send('DELETE', `/api/images/${kept.id}?forever=true`);
  }
}
