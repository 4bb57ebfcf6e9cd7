import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { buffer } from 'node:stream/consumers';

import { loadConfig } from '#libs/config/config.js';
import { openObjectStore } from '#libs/infra/open.js';
import type { ObjectStore } from '#libs/ports/object-store.js';

import type { TestDrive } from './drive.js';

/** Ways in which a disk damages an object behind the back of the drive. */
export const DAMAGES = ['altered', 'cut', 'missing'] as const;

/** Why nobody can look into the store: TEST_BASE_URL names a drive and TEST_STORAGE_URL no store. */
export const NO_STORE =
  process.env['TEST_BASE_URL'] && !process.env['TEST_STORAGE_URL'] ? 'TEST_STORAGE_URL does not name the store of the drive' : null;

/** The objects of a running drive, files or S3, as somebody sees them who has the disks. */
export class DriveObjects {
  private constructor(
    private readonly objects: ObjectStore,
    private readonly folder: string,
  ) {}

  static async open({ storageUrl }: TestDrive): Promise<DriveObjects> {
    if (!storageUrl) throw new Error('nobody named the store of the drive');
    const folder = await mkdtemp(join(tmpdir(), 'shoebox-objects-'));
    const config = loadConfig({ SHOEBOX_DATA_DIR: folder, SHOEBOX_STORAGE_URL: storageUrl });
    return new DriveObjects(await openObjectStore(config), folder);
  }

  async keys(prefix: string): Promise<string[]> {
    return (await Array.fromAsync(this.objects.list(prefix))).map(({ key }) => key);
  }

  async read(key: string): Promise<Buffer> {
    return buffer((await this.objects.get(key)).stream);
  }

  async damage(key: string, how: (typeof DAMAGES)[number]): Promise<void> {
    if (how === 'missing') return this.objects.remove([key]);
    const bytes = await this.read(key);
    if (how === 'altered') bytes[bytes.length >> 1]! ^= 1;
    await this.replace(key, how === 'cut' ? bytes.subarray(0, bytes.length >> 1) : bytes);
  }

  /** With the metadata that it has. */
  async replace(key: string, bytes: Buffer): Promise<void> {
    const metadata = await this.objects.metadata(key);
    const file = join(this.folder, 'object');
    await writeFile(file, bytes);
    await this.objects.put(key, file, { type: 'application/octet-stream', replace: true, ...(metadata && { metadata }) });
    await rm(file, { force: true });
  }

  async close(): Promise<void> {
    await this.objects.close();
    await rm(this.folder, { recursive: true, force: true });
  }
}
