/** What became of a file. Every file that was found has exactly one. */
export type Outcome = 'uploaded' | 'known' | 'twice' | 'trash' | 'sidecar' | 'other' | 'failed' | 'left';

export interface FileResult {
  path: string;
  outcome: Outcome;
  /** Of the picture in the drive. */
  id?: string;
  /** In words, for what was not uploaded. */
  why?: string;
}

const WORDS: Readonly<Record<Outcome, string>> = {
  uploaded: 'uploaded',
  known: 'in the drive already',
  twice: 'the same bytes as another of these files',
  trash: 'in the trash of the drive',
  sidecar: 'JSON files that were read for a picture',
  other: 'no pictures',
  failed: 'not uploaded',
  left: 'not tried any more',
};
/** Those whose files are named one by one, with the reason. */
const NAMED: readonly Outcome[] = ['twice', 'trash', 'other', 'failed', 'left'];

/** What became of all files that were found. */
export class Report {
  private readonly results = new Map<string, FileResult>();

  constructor(private readonly dryRun = false) {}

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
    return this.counts.failed + this.counts.left === 0;
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
      ...(named.length > 0 ? ['', 'Skipped:'] : []),
      ...named.map(({ path, outcome, why }) => `  ${path}: ${why ?? WORDS[outcome]}`),
    ];
  }

  json(): object {
    return { dryRun: this.dryRun, found: this.results.size, counts: this.counts, files: this.files };
  }

  private words(kind: Outcome): string {
    return kind === 'uploaded' && this.dryRun ? 'would be uploaded' : WORDS[kind];
  }
}
