import { visible } from '#libs/terminal/visible.js';

/** What became of a file. Every file that was found has exactly one. */
export type Outcome = 'uploaded' | 'known' | 'twice' | 'trash' | 'sidecar' | 'other' | 'failed' | 'left';

/** What became of one file. */
export interface FileResult {
  path: string;
  outcome: Outcome;
  /** Of the picture in the drive. */
  id?: string;
  /** Of the bytes, where they were read. */
  sha256?: string;
  /** In words, for what was not uploaded. */
  why?: string;
}

/** Those whose pictures are in the drive. */
const IN_DRIVE: readonly Outcome[] = ['uploaded', 'known', 'twice'];

/** What became of an album. */
export interface AlbumResult {
  name: string;
  /** Those of the files that belong into it and are in the drive. */
  pictures: number;
  /** Whether there was none of this name before. */
  made: boolean;
  /** How many were not in it before. */
  added: number;
  /** In words, when it could not be filled. */
  why?: string;
}

const WORDS: Readonly<Record<Outcome, string>> = {
  uploaded: 'uploaded',
  known: 'in the drive already',
  twice: 'the same bytes as another of these files',
  trash: 'in the trash of the drive',
  sidecar: 'JSON files that were read for a picture or an album',
  other: 'no pictures',
  failed: 'not uploaded',
  left: 'not tried any more',
};
/** Those whose files are named one by one, with the reason. */
const NAMED: readonly Outcome[] = ['twice', 'trash', 'other', 'failed', 'left'];

/** What became of all files that were found. */
export class Report {
  private readonly results = new Map<string, FileResult>();
  readonly albums: AlbumResult[] = [];
  /** Pictures whose bytes had to be read: the others were as they were at an earlier call. */
  read = 0;

  constructor(readonly dryRun = false) {}

  add(result: FileResult): void {
    this.results.set(result.path, result);
  }

  get(path: string): FileResult | undefined {
    return this.results.get(path);
  }

  get files(): FileResult[] {
    return [...this.results.values()].sort((a, b) => (a.path < b.path ? -1 : 1));
  }

  get counts(): Record<Outcome, number> {
    const counts = { uploaded: 0, known: 0, twice: 0, trash: 0, sidecar: 0, other: 0, failed: 0, left: 0 };
    for (const { outcome } of this.results.values()) counts[outcome]++;
    return counts;
  }

  /** Whether every picture is where it should be. */
  get isWhole(): boolean {
    return this.counts.failed + this.counts.left === 0 && this.albums.every(({ why }) => why === undefined);
  }

  /** The pictures that are in the drive, or would be, and not in its trash. */
  get inDrive(): FileResult[] {
    return this.files.filter(({ outcome }) => IN_DRIVE.includes(outcome));
  }

  /** One line for each kind, then one for each file that is not in the drive. */
  lines(): string[] {
    const counts = Object.entries(this.counts) as [Outcome, number][];
    const width = Math.max(...counts.map(([, count]) => String(count).length));
    const kinds = counts.filter(([kind, count]) => count > 0 || kind === 'uploaded');
    const lines = kinds.map(([kind, count]) => `${String(count).padStart(width)} ${this.words(kind)}`);
    const named = NAMED.flatMap((kind) => this.files.filter(({ outcome }) => outcome === kind));
    return [
      ...lines,
      `${String(this.results.size).padStart(width)} files in all`,
      ...(this.albums.length > 0 ? ['', 'Albums:'] : []),
      ...this.albums.map((album) => `  ${album.name}: ${this.albumWords(album)}`),
      ...(named.length > 0 ? ['', 'Skipped:'] : []),
      ...named.map(({ path, outcome, why }) => `  ${visible(`${path}: ${why ?? WORDS[outcome]}`)}`),
    ];
  }

  json(): object {
    const { dryRun, counts, read, files, albums } = this;
    return { dryRun, found: this.results.size, counts, read, files, albums };
  }

  private albumWords({ pictures, made, added, why }: AlbumResult): string {
    if (why !== undefined) return why;
    const many = `${pictures} ${pictures === 1 ? 'picture' : 'pictures'}`;
    if (this.dryRun) return `${many} would be in it${made ? ', a new album' : ''}`;
    return made ? `${many}, a new album` : `${many}, ${added} of them new in it`;
  }

  private words(kind: Outcome): string {
    return kind === 'uploaded' && this.dryRun ? 'would be uploaded' : WORDS[kind];
  }
}
