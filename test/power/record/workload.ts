import { createHash } from 'node:crypto';

import type { AlbumChanged } from '#libs/api/album.js';
import type { LoggedIn } from '#libs/api/account.js';
import type { Image } from '#libs/api/image.js';

import type { Answer } from '../../harness/http/answer.js';
import { Client, newEmail, PASSWORD, uploadPath } from '../../harness/http/client.js';
import { png } from '../../harness/images/tiny-images.js';
import { until } from '../../harness/http/until.js';
import type { Random } from '../../harness/images/random.js';

/** A change that somebody asked for, with the id of the request whose answer acknowledged it. */
export type Operation = { requestId: string } & (
  | { kind: 'sign-up'; owner: string; email: string }
  | { kind: 'upload'; id: string; sha256: string; name: string }
  | { kind: 'trash' | 'restore' | 'purge'; id: string }
  | { kind: 'rename'; id: string; name: string }
  | { kind: 'album'; id: string; name: string; images: string[] }
  | { kind: 'no-album'; id: string }
);

interface Kept {
  bytes: Buffer;
  sha256: string;
  inTrash: boolean;
}

/** Somebody who changes things at the drive, one after another, and notes what was answered. */
export class Person {
  readonly operations: Operation[] = [];
  private client = new Client('');
  private readonly images = new Map<string, Kept>();
  private readonly albums = new Map<string, { name: string; images: string[] }>();
  private made = 0;

  constructor(
    /** From 0 to 255: no two send the same bytes. */
    private readonly number: number,
    private readonly random: Random,
    /** The session of an account that is there already. */
    known?: { owner: string; token: string },
  ) {
    if (known) this.client = new Client('', known.token, { id: known.owner, name: '', email: '' });
  }

  /** Goes on at another address of the same drive, with so many operations. */
  async live(url: string, count: number): Promise<void> {
    await this.goTo(url);
    for (let left = count; left > 0; left--) await this.doSomething();
  }

  /** Resolves when the sizes of all pictures are made: on a busy machine hardly any is while others come in. */
  async settled(): Promise<void> {
    await until(async () => ((await this.client.ids({ state: 'processing', limit: '1' })).length === 0 ? true : null), 60_000);
  }

  async uploadAndPurge(url: string): Promise<void> {
    await this.goTo(url);
    await this.upload();
    await this.purge([...this.images.keys()][0]!);
  }

  private async goTo(url: string): Promise<void> {
    this.client = new Client(url, this.client.token, this.client.user);
    if (this.token === '') await this.signUp();
  }

  private async signUp(): Promise<void> {
    const email = newEmail();
    const body = JSON.stringify({ email, password: PASSWORD });
    const answer = await this.client.send('POST', '/api/auth/signup', { headers: JSON_BODY, body, status: 201 });
    const { sessionToken, user } = answer.json<LoggedIn>();
    this.client = new Client(this.client.url, sessionToken, user);
    this.note(answer, { kind: 'sign-up', owner: user.id, email });
  }

  /** The id of the account. */
  get owner(): string {
    return this.client.user.id;
  }

  get token(): string {
    return this.client.token;
  }

  private async doSomething(): Promise<void> {
    const part = this.random.next();
    if (this.images.size < 3 || part < 0.4) return this.upload();
    const [id, image] = this.random.pick([...this.images]);
    if (part < 0.52) return image.inTrash ? this.uploadAgain(id, image) : this.trash(id, image);
    if (part < 0.6) return image.inTrash ? this.restore(id, image) : this.uploadAgain(id, image);
    if (part < 0.75) return this.purge(id);
    if (part < 0.83) return image.inTrash ? this.restore(id, image) : this.rename(id);
    return this.changeAlbums();
  }

  private async upload(): Promise<void> {
    const bytes = png((this.number << 16) | ++this.made, { padding: this.random.chance(0.3) ? this.random.int(5_000, 20_000) : 0 });
    await this.send(bytes, `${this.number}-${this.made}.png`, 201);
  }

  private async uploadAgain(id: string, { bytes }: Kept): Promise<void> {
    const image = await this.send(bytes, 'again.png', 200);
    if (image.id !== id) throw new Error(`sent again, ${id} became ${image.id}`);
  }

  private async send(bytes: Buffer, name: string, status: number): Promise<Image> {
    const headers = { 'content-type': 'application/octet-stream' };
    const answer = await this.client.send('POST', uploadPath({ name }), { status, headers, body: bytes });
    const image = answer.json<Image>();
    const sha256 = createHash('sha256').update(bytes).digest('hex');
    this.images.set(image.id, { bytes, sha256, inTrash: false });
    this.note(answer, { kind: 'upload', id: image.id, sha256, name: image.name });
    return image;
  }

  private async trash(id: string, image: Kept): Promise<void> {
    this.note(await this.client.send('DELETE', `/api/images/${id}`), { kind: 'trash', id });
    image.inTrash = true;
  }

  private async restore(id: string, image: Kept): Promise<void> {
    this.note(await this.client.send('POST', `/api/images/${id}/restore`), { kind: 'restore', id });
    image.inTrash = false;
  }

  private async purge(id: string): Promise<void> {
    this.note(await this.client.send('DELETE', `/api/images/${id}?forever=true`), { kind: 'purge', id });
    this.images.delete(id);
    for (const album of this.albums.values()) album.images = album.images.filter((other) => other !== id);
  }

  private async rename(id: string): Promise<void> {
    const name = `renamed-${this.random.int(0, 1e9)}.png`;
    this.note(await this.change('PATCH', `/api/images/${id}`, { name }), { kind: 'rename', id, name });
  }

  private async changeAlbums(): Promise<void> {
    const live = [...this.images].filter(([, { inTrash }]) => !inTrash).map(([id]) => id);
    const [id, album] = this.albums.size > 0 ? this.random.pick([...this.albums]) : [];
    const part = this.random.next();
    if (!id || !album || part < 0.3) {
      const made = { name: `album ${this.random.int(0, 1e9)}`, images: live.slice(0, 2) };
      const answer = await this.change('POST', '/api/albums', { name: made.name, ids: made.images });
      const { id: newId } = answer.json<AlbumChanged>().album;
      this.albums.set(newId, made);
      this.note(answer, { kind: 'album', id: newId, ...made });
    } else if (part < 0.45) {
      this.note(await this.client.send('DELETE', `/api/albums/${id}`), { kind: 'no-album', id });
      this.albums.delete(id);
    } else if (part < 0.65) {
      album.name = `renamed ${this.random.int(0, 1e9)}`;
      this.note(await this.change('PATCH', `/api/albums/${id}`, { name: album.name }), { kind: 'album', id, ...album });
    } else if (live.length > 0) {
      const picked = this.random.pick(live);
      const action = album.images.includes(picked) ? 'remove' : 'add';
      const answer = await this.change('POST', `/api/albums/${id}/images`, { action, ids: [picked] });
      album.images = action === 'add' ? [...album.images, picked] : album.images.filter((other) => other !== picked);
      this.note(answer, { kind: 'album', id, ...album });
    }
  }

  private change(method: string, path: string, body: object): Promise<Answer> {
    return this.client.send(method, path, { headers: JSON_BODY, body: JSON.stringify(body) });
  }

  private note(
    answer: Answer,
    operation: Operation extends infer One ? (One extends Operation ? Omit<One, 'requestId'> : never) : never,
  ): void {
    this.operations.push({ requestId: String(answer.headers['x-request-id']), ...operation });
  }
}

const JSON_BODY = { 'content-type': 'application/json' };
