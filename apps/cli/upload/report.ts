import { countInWords } from '#libs/domain/format.js';
import { visible } from '#libs/terminal/visible.js';

/** Every file that was found has exactly one. */
export type Outcome = 'uploaded' | 'healed' | 'known' | 'twice' | 'trash' | 'sidecar' | 'other' | 'failed' | 'left';

/** The outcome of one file. */
export interface FileResult {
  path: string;
  outcome: Outcome;
  /** The picture in the drive. */
  id?: string;
  sha256?: string;
  /** Why it was not uploaded, for people. */
  why?: string;
}

/** The picture is in the drive, outside the trash. */
const IN_DRIVE: readonly Outcome[] = ['uploaded', 'healed', 'known', 'twice'];

/** The outcome of an album. */
export interface AlbumResult {
  name: string;
  /** How many of its pictures are in the drive. */
  pictures: number;
  /** Whether it was created. */
  made: boolean;
  /** How many pictures were added. */
  added: number;
  /** Why it could not be filled, for people. */
  why?: string;
}

const WORDS: Readonly<Record<Outcome, string>> = {
  uploaded: 'uploaded',
  healed: 'brought back: the original in the drive was missing or damaged',
  known: 'already in the drive',
  twice: 'the same bytes as another of these files',
  trash: 'in the trash of the drive',
  sidecar: 'JSON files of pictures and albums',
  other: 'not a picture',
  failed: 'failed',
  left: 'not attempted',
};
/** Files with these are listed with the reason. */
const LISTED: readonly Outcome[] = ['twice', 'trash', 'other', 'failed', 'left'];

/** The outcome of all files and albums of an upload. */
export class Report {
  private readonly results = new Map<string, FileResult>();
  readonly albums: AlbumResult[] = [];
  /** Number of pictures that were read; the hashes of the others were known. */
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
    const counts = { uploaded: 0, healed: 0, known: 0, twice: 0, trash: 0, sidecar: 0, other: 0, failed: 0, left: 0 };
    for (const { outcome } of this.results.values()) counts[outcome]++;
    return counts;
  }

  /** Whether every picture is in the drive and in its albums. */
  get isComplete(): boolean {
    return this.counts.failed + this.counts.left === 0 && this.albums.every(({ why }) => why === undefined);
  }

  /** Files whose pictures are in the drive (or would be, in a dry run) and not in the trash. */
  get inDrive(): FileResult[] {
    return this.files.filter(({ outcome }) => IN_DRIVE.includes(outcome));
  }

  /** One line for each outcome, then one for each file that is not in the drive. */
  lines(): string[] {
    const counts = Object.entries(this.counts) as [Outcome, number][];
    const width = Math.max(...counts.map(([, count]) => String(count).length));
    const shown = counts.filter(([outcome, count]) => count > 0 || outcome === 'uploaded');
    const lines = shown.map(([outcome, count]) => `${String(count).padStart(width)} ${this.words(outcome)}`);
    const named = LISTED.flatMap((wanted) => this.files.filter(({ outcome }) => outcome === wanted));
    return [
      ...lines,
      `${String(this.results.size).padStart(width)} files in total`,
      ...(this.albums.length > 0 ? ['', 'Albums:'] : []),
      ...this.albums.map((album) => visible(`  ${album.name}: ${this.albumWords(album)}`)),
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
    const count = countInWords(pictures);
    if (this.dryRun) return `${count}${made ? ', would be created' : ''}`;
    return made ? `${count}, album created` : `${count}, ${added} added`;
  }

  private words(outcome: Outcome): string {
    return outcome === 'uploaded' && this.dryRun ? 'would be uploaded' : WORDS[outcome];
  }
}
