import { KnownImages } from '#libs/api/image.js';
import { mapConcurrent } from '#libs/concurrency/map-concurrent.js';
import { Progress, type ProgressOut } from '#libs/terminal/progress.js';

import { ApiError } from '../drive/api-error.js';
import type { Api } from '../drive/api.js';
import { fillAlbums } from './fill-albums.js';
import { findAlbums, type AlbumPlan } from './find-albums.js';
import { findFiles, type FoundFile } from '../files/find-files.js';
import { isJsonName } from '../files/json-file.js';
import { fieldsOf, type Sidecar } from '../takeout/sidecar.js';
import { findSidecars, type Sidecars } from '../takeout/find-sidecars.js';
import { Report, type FileResult } from './report.js';
import type { Hashes } from './hashes.js';

const CONCURRENCY = 4;
/** Files in one question for known hashes: few, so that sending begins soon. */
const BATCH = 200;

export interface UploadOptions {
  api: Api;
  hashes: Hashes;
  dryRun: boolean;
  /** Undefined: no album is filled. */
  albums?: {
    /** The album for all pictures, instead of those found in the folders. */
    name: string | undefined;
    /** Called before anything is sent if there are albums to fill. @throws CommandError when the login may not */
    requireAllowed(): void;
  };
  /** For the progress. */
  out: ProgressOut;
  /** Aborted: current uploads end, and no other begins. */
  signal: AbortSignal;
}

interface Hashed {
  file: FoundFile;
  sidecar: Sidecar | null;
  sha256: string;
}

/**
 * Uploads the pictures of folders that the drive does not have, fills albums, and reports the outcome of every file.
 * @throws CommandError for a missing folder or a missing permission
 */
export async function uploadFolders(folders: readonly string[], options: UploadOptions): Promise<Report> {
  const files = await findFiles(folders);
  const found = await findSidecars(files);
  const { sidecars, used } = found;
  const plans = await plansOf(files, found, options.albums);
  if (plans.length > 0 && !options.dryRun) options.albums?.requireAllowed();
  const report = new Report(options.dryRun);
  const rest: FoundFile[] = [];
  for (const file of files) {
    if (file.unfit) report.add({ path: file.path, outcome: 'other', why: file.unfit });
    else if (used.has(file.path)) report.add({ path: file.path, outcome: 'sidecar' });
    else rest.push(file);
  }
  const upload = new Upload(options, report, sidecars);
  await upload.run(rest);
  // An album filled in two parts would have its pictures in the wrong order: leave it to the next run.
  if (!upload.isStopped) await fillAlbums(options.api, plans, report);
  return report;
}

async function plansOf(files: readonly FoundFile[], sidecars: Sidecars, albums: UploadOptions['albums']): Promise<AlbumPlan[]> {
  // Always read, because it adds their JSON files to those in use.
  const plans = await findAlbums(files, sidecars);
  if (albums?.name === undefined) return albums ? plans : [];
  return [{ name: albums.name, order: 'hand', pictures: files.map(({ path }) => path) }];
}

class Upload {
  /** By hash: the first file with these bytes, and the others. */
  private readonly byHash = new Map<string, { path: string; others: string[] }>();
  private stoppedBy: ApiError | undefined;

  constructor(
    private readonly options: UploadOptions,
    private readonly report: Report,
    private readonly sidecars: ReadonlyMap<string, Sidecar>,
  ) {}

  async run(files: readonly FoundFile[]): Promise<void> {
    const total = { pictures: files.length, bytes: files.reduce((sum, { bytes }) => sum + bytes, 0) };
    const progress = new Progress(total, this.options.out);
    const { hashes } = this.options;
    const before = hashes.read;
    for (let at = 0; at < files.length; at += BATCH) {
      const batch = files.slice(at, at + BATCH);
      const hashed: Hashed[] = [];
      await mapConcurrent(batch, CONCURRENCY, async (file) => {
        const found = this.isStopped ? null : await this.hash(file);
        if (found) hashed.push(found);
        else progress.add(file.bytes);
      });
      await hashes.save();
      // Sorted again, so that the first of several files with the same bytes is sent.
      const distinct = hashed.sort((a, b) => (a.file.path < b.file.path ? -1 : 1)).filter((one) => this.isFirst(one, progress));
      const unknown = await this.skipKnown(distinct, progress);
      await mapConcurrent(unknown, CONCURRENCY, async (one) => {
        if (!this.isStopped) this.report.add(await this.send(one));
        progress.add(one.file.bytes);
      });
    }
    progress.end();
    this.report.read = hashes.read - before;
    this.reportRest(files);
  }

  get isStopped(): boolean {
    return this.options.signal.aborted || this.stoppedBy !== undefined;
  }

  private async hash(file: FoundFile): Promise<Hashed | null> {
    try {
      const sha256 = await this.options.hashes.of(file.path);
      if (sha256 !== null) return { file, sidecar: this.sidecars.get(file.path) ?? null, sha256 };
      this.report.add({ path: file.path, outcome: 'other', why: whyNot(file) });
    } catch {
      this.report.add({ path: file.path, outcome: 'failed', why: 'can’t be read' });
    }
    return null;
  }

  private isFirst({ file, sha256 }: Hashed, progress: Progress): boolean {
    const first = this.byHash.get(sha256);
    if (!first) this.byHash.set(sha256, { path: file.path, others: [] });
    else {
      first.others.push(file.path);
      progress.add(file.bytes);
    }
    return !first;
  }

  /** Reports what the drive has, and returns the rest. */
  private async skipKnown(hashed: readonly Hashed[], progress: Progress): Promise<Hashed[]> {
    if (hashed.length === 0 || this.isStopped) return [];
    const sha256 = hashed.map((one) => one.sha256);
    const answer = await this.options.api.json(KnownImages, 'POST', '/api/images/known', { sha256 }).catch((error: unknown) => {
      if (!(error instanceof ApiError)) throw error;
      this.stoppedBy = error;
      return null;
    });
    if (!answer) return [];
    const known = new Map(answer.items.map((item) => [item.sha256, item]));
    return hashed.filter((one) => {
      const item = known.get(one.sha256);
      if (!item) return true;
      const { path, bytes } = one.file;
      this.report.add({ path, outcome: item.deletedAt === null ? 'known' : 'trash', id: item.id, sha256: item.sha256 });
      progress.add(bytes);
      return false;
    });
  }

  private async send({ file, sidecar, sha256 }: Hashed): Promise<FileResult> {
    const { path } = file;
    if (this.options.dryRun) return { path, outcome: 'uploaded', sha256 };
    try {
      const { image, isNew } = await this.options.api.upload(path, fieldsOf(file, sidecar));
      return { path, outcome: image.healed ? 'healed' : isNew ? 'uploaded' : 'known', id: image.id, sha256: image.sha256 };
    } catch (error) {
      if (!(error instanceof ApiError)) return { path, outcome: 'failed', why: 'changed or deleted while it was read' };
      if (this.options.signal.aborted) return { path, outcome: 'left', why: error.detail };
      if (error.isFinal) this.stoppedBy = error;
      return { path, outcome: 'failed', why: error.detail };
    }
  }

  /** Copies get the outcome of the first file with the same bytes. Files without an outcome were not attempted. */
  private reportRest(files: readonly FoundFile[]): void {
    const why = this.stoppedBy?.detail ?? (this.options.signal.aborted ? 'interrupted' : undefined);
    const left = { outcome: 'left', ...(why && { why }) } as const;
    for (const { path, others } of this.byHash.values()) {
      const result = this.report.get(path) ?? { path, ...left };
      const isInDrive = !['failed', 'left', 'trash'].includes(result.outcome);
      for (const other of others) {
        this.report.add({ ...result, path: other, ...(isInDrive && { outcome: 'twice', why: `the same bytes as ${path}` }) });
      }
    }
    for (const { path } of files) if (!this.report.get(path)) this.report.add({ path, ...left });
  }
}

function whyNot({ name, bytes }: FoundFile): string {
  if (bytes === 0) return 'an empty file';
  if (/\.(mp4|mov|m4v|avi|mkv|3gp|webm|mpg|mts)$/i.test(name)) return 'videos are not supported yet';
  if (isJsonName(name)) return 'a JSON file of no picture here';
  return 'not a supported type of picture';
}
