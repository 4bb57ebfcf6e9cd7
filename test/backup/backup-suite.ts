import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { text } from 'node:stream/consumers';

import type { AlbumChanged, AlbumList } from '#libs/api/album.js';
import type { Image } from '#libs/api/image.js';

import type { Client } from '../harness/http/client.js';
import { unique } from '../harness/images/images.js';

/** Runs `backup` or `restore`. @param killAfter milliseconds until it is killed */
export async function run(
  command: 'backup' | 'restore',
  args: readonly string[],
  { env = {}, killAfter }: { env?: Record<string, string>; killAfter?: number } = {},
): Promise<{ code: number | null; said: string }> {
  const child = spawn(process.execPath, [`dist/apps/${command}/main.js`, ...args], {
    env: { PATH: process.env['PATH'], ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  if (killAfter !== undefined) setTimeout(() => child.kill('SIGKILL'), killAfter);
  const exit = once(child, 'exit');
  const [out, err] = await Promise.all([text(child.stdout), text(child.stderr)]);
  const [code] = (await exit) as [number | null];
  return { code, said: out + err };
}

/** Uploads a picture of its own bytes. */
export async function uploadOne(client: Client, name: string): Promise<Image> {
  return client.upload(await unique(64, 48).png().toBuffer(), { name });
}

/** What a person has besides pictures: an album, a link to it, a link to two pictures with a password, and one picture in the trash. */
export async function furnish(client: Client, ids: readonly string[]): Promise<{ album: string }> {
  const made = await client.json('POST', '/api/albums', { name: 'Größe', ids: ids.slice(0, 5) }, { status: 201 });
  const { id: album } = made.json<AlbumChanged>().album;
  await client.json('POST', '/api/shares', { album, name: 'Alles' }, { status: 201 });
  await client.json('POST', '/api/shares', { imageIds: ids.slice(1, 3), password: 'for friends only' }, { status: 201 });
  await client.json('POST', '/api/images/bulk', { ids: ids.slice(-1), action: 'delete' });
  return { album };
}

/** Every picture of an account with the bytes of its original, its albums and its links. */
export async function everythingOf(client: Client): Promise<Record<'images' | 'albums' | 'shares', unknown>> {
  const images: Record<string, unknown> = {};
  for (const deleted of ['false', 'true']) {
    for (let next: string | null = ''; next !== null;) {
      const page = await client.list({ limit: 100, deleted, ...(next && { before: next }) });
      for (const { id, name, createdAt, takenAt, sortAt, deletedAt, sha256 } of page.items) {
        const bytes = deletedAt ? null : (await client.get(`/get/${id}/o`)).bytes.toString('base64');
        images[id] = { name, createdAt, takenAt, sortAt, deletedAt, sha256, bytes };
      }
      next = page.next;
    }
  }
  const albums = [];
  for (const { id, name, order, createdAt, cover } of (await client.get('/api/albums')).json<AlbumList>().items) {
    const members = (await client.list({ album: id, limit: 100 })).items.map((image) => image.id);
    albums.push({ id, name, order, createdAt, cover: cover?.id, members });
  }
  return { images, albums, shares: (await client.get('/api/shares')).json() };
}
