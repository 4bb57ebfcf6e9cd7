import { KnownImages } from '#libs/contract/image.js';
import { mapConcurrent } from '#libs/concurrency/map-concurrent.js';
import { Progress, type ProgressOut } from '#libs/terminal/progress.js';

import type { AlbumPlan } from './album-plan.js';
import { ApiError } from './api-error.js';
import type { Api } from './api.js';
import { fillAlbums } from './fill-albums.js';
import { findAlbums } from './find-albums.js';
import { findFiles, type FoundFile } from './find-files.js';
import { isJsonName } from './json-file.js';
import { fieldsOf, type Sidecar } from './sidecar.js';
import { findSidecars, type Sidecars } from './find-sidecars.js';
import { Report, type FileResult } from './report.js';
import type { Hashes } from './hashes.js';

/** Files under way at a time. */
const AT_ONCE = 4;
/** Files whose hashes are asked for at once; small enough that sending begins soon. */
const BATCH = 200;

/** What an upload of folders needs, and how it is done. */
export interface UploadOptions {
  api: Api;
  hashes: Hashes;
  dryRun: boolean;
  /** Without it no album is filled. */
  albums?: {
    /** Of the one that all goes into, in the place of those that the folders speak of. */
    name: string | undefined;
    /** Called before anything is sent when there are albums to be filled; throws what keeps the person from it. */
    expectAllowed(): void;
  };
  /** Where the progress is told. */
  out: ProgressOut;
  /** Aborted: what is under way ends, and the rest is left. */
  signal: AbortSignal;
}

interface Hashed {
  file: FoundFile;
  sidecar: Sidecar | null;
  sha256: string;
}

/**
 * Sends the pictures in the folders that the drive does not have, fills albums with what is there then, and says what became of every file.
 * @throws CliError for a folder that is not there, and what `expectAllowed` throws
 */
export async function uploadFolders(folders: readonly string[], options: UploadOptions): Promise<Report> {
  const files = await findFiles(folders);
  const beside = await findSidecars(files);
  const { sidecars, used } = beside;
  const plans = await plansOf(files, beside, options.albums);
  if (plans.length > 0 && !options.dryRun) options.albums?.expectAllowed();
  const report = new Report(options.dryRun);
  const rest: FoundFile[] = [];
  for (const file of files) {
    if (file.unfit) report.add({ path: file.path, outcome: 'other', why: file.unfit });
    else if (used.has(file.path)) report.add({ path: file.path, outcome: 'sidecar' });
    else rest.push(file);
  }
  const upload = new Upload(options, report, sidecars);
  await upload.run(rest);
  // Half of an album would have its pictures in the order in which they came: it waits for the call that goes on.
  if (!upload.isOver) await fillAlbums(options.api, plans, report);
  return report;
}

async function plansOf(files: readonly FoundFile[], beside: Sidecars, albums: UploadOptions['albums']): Promise<AlbumPlan[]> {
  // Read in any case: their JSON files are counted as what they are.
  const found = await findAlbums(files, beside);
  if (albums?.name === undefined) return albums ? found : [];
  return [{ name: albums.name, order: 'hand', pictures: files.map(({ path }) => path) }];
}

class Upload {
  /** By hash, the first file that had it, and those that have it too. */
  private readonly first = new Map<string, { path: string; others: string[] }>();
  private ended: ApiError | undefined;

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
      await mapConcurrent(batch, AT_ONCE, async (file) => {
        const found = this.isOver ? null : await this.hash(file);
        if (found) hashed.push(found);
        else progress.add(file.bytes);
      });
      await hashes.keep();
      // In the order of their names again, so that of the same bytes the first one goes in.
      const fresh = hashed.sort((a, b) => (a.file.path < b.file.path ? -1 : 1)).filter((one) => this.isFirst(one, progress));
      const unknown = await this.ask(fresh, progress);
      await mapConcurrent(unknown, AT_ONCE, async (one) => {
        if (!this.isOver) this.report.add(await this.send(one));
        progress.add(one.file.bytes);
      });
    }
    progress.end();
    this.report.read = hashes.read - before;
    this.settle(files);
  }

  get isOver(): boolean {
    return this.options.signal.aborted || this.ended !== undefined;
  }

  private async hash(file: FoundFile): Promise<Hashed | null> {
    try {
      const sha256 = await this.options.hashes.of(file.path);
      if (sha256 !== null) return { file, sidecar: this.sidecars.get(file.path) ?? null, sha256 };
      this.report.add({ path: file.path, outcome: 'other', why: whyNot(file) });
    } catch {
      this.report.add({ path: file.path, outcome: 'failed', why: 'It can’t be read.' });
    }
    return null;
  }

  private isFirst({ file, sha256 }: Hashed, progress: Progress): boolean {
    const first = this.first.get(sha256);
    if (!first) this.first.set(sha256, { path: file.path, others: [] });
    else {
      first.others.push(file.path);
      progress.add(file.bytes);
    }
    return !first;
  }

  /** Notes what the drive has, and returns the rest. */
  private async ask(hashed: readonly Hashed[], progress: Progress): Promise<Hashed[]> {
    if (hashed.length === 0 || this.isOver) return [];
    const sha256 = hashed.map((one) => one.sha256);
    const answer = await this.options.api.json(KnownImages, 'POST', '/api/images/known', { sha256 }).catch((error: unknown) => {
      if (!(error instanceof ApiError)) throw error;
      this.ended = error;
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
      return { path, outcome: isNew ? 'uploaded' : 'known', id: image.id, sha256: image.sha256 };
    } catch (error) {
      if (!(error instanceof ApiError)) return { path, outcome: 'failed', why: 'It changed or went while it was read.' };
      if (this.options.signal.aborted) return { path, outcome: 'left', why: error.detail };
      if (error.endsAll) this.ended = error;
      return { path, outcome: 'failed', why: error.detail };
    }
  }

  /** Whose bytes another has had become of them what became of that one; what nothing became of was left. */
  private settle(files: readonly FoundFile[]): void {
    const why = this.ended?.detail ?? (this.options.signal.aborted ? 'It was interrupted.' : undefined);
    const left = { outcome: 'left', ...(why && { why }) } as const;
    for (const { path, others } of this.first.values()) {
      const result = this.report.get(path) ?? { path, ...left };
      const isIn = result.outcome !== 'failed' && result.outcome !== 'left' && result.outcome !== 'trash';
      for (const other of others) {
        this.report.add({ ...result, path: other, ...(isIn && { outcome: 'twice', why: `the same bytes as ${path}` }) });
      }
    }
    for (const { path } of files) if (!this.report.get(path)) this.report.add({ path, ...left });
  }
}

function whyNot({ name, bytes }: FoundFile): string {
  if (bytes === 0) return 'an empty file';
  if (/\.(mp4|mov|m4v|avi|mkv|3gp|webm|mpg|mts)$/i.test(name)) return 'a film; the drive keeps pictures';
  if (isJsonName(name)) return 'a JSON file that belongs to no picture here';
  return 'no picture of a type that the drive keeps';
}
