import { type Image } from '#libs/api/image.js';
import type { ShareWithImages } from '#libs/api/share.js';
import { SIZE_NAMES } from '#libs/domain/variants.js';

import type { Answer } from './answer.js';
import { Client } from './client.js';
import { openDrive, type TestDrive } from '../drive/drive.js';
import { jpeg } from '../images/images.js';
import { ready } from './until.js';

/** A drive with pictures to share, its owner, and somebody in another browser in which nobody is logged in. */
export class ShareStage {
  readonly nobody: Client;

  private constructor(
    readonly drive: TestDrive,
    readonly ada: Client,
    readonly images: Image[],
  ) {
    this.nobody = new Client(drive.url);
  }

  /** With three pictures that are ready. */
  static async open(): Promise<ShareStage> {
    const drive = await openDrive();
    const stage = new ShareStage(drive, await Client.signUp(drive.url), []);
    for (let n = 0; n < 3; n++) stage.images.push(await stage.uploaded());
    return stage;
  }

  async uploaded(client: Client = this.ada): Promise<Image> {
    return ready(client, (await client.upload(await jpeg(), { name: 'sea & sand.jpg' })).id);
  }

  async share(body: object): Promise<ShareWithImages> {
    return (await this.ada.json('POST', '/api/shares', body, { status: 201 })).json<ShareWithImages>();
  }

  /** What somebody without a session gets. */
  look(path: string, status: number, headers: Record<string, string> = {}): Promise<Answer> {
    return this.nobody.send('GET', path, { status, headers });
  }

  /** Which of these addresses are there for somebody without a session. */
  statuses(paths: readonly string[]): Promise<number[]> {
    return Promise.all(paths.map(async (path) => (await this.nobody.ask('GET', path)).status));
  }
}

/** The addresses of a shared picture's bytes. */
export const bytesOf = (page: string, id: string) => SIZE_NAMES.map((size) => `${page}/${id}/${size}.jpg`);
