import { countInWords } from '#libs/domain/format.js';
import type { Terminal } from '#libs/terminal/terminal.js';

import { findingJson, findingLine, isDamage, type Finding, type FindingKind } from './finding.js';

/** What a run has counted so far; a resumed run goes on from it. */
export interface Counts {
  /** Rows of images. */
  pictures: number;
  /** Originals of which every byte was read. */
  originals: number;
  variants: number;
  albums: number;
  links: number;
  objects: number;
  /** Objects that are no part of the drive. */
  unknownObjects: number;
  /** Originals that are missing or altered. */
  damaged: number;
  repaired: number;
  findings: Partial<Record<FindingKind, number>>;
}

export function noCounts(): Counts {
  return {
    pictures: 0,
    originals: 0,
    variants: 0,
    albums: 0,
    links: 0,
    objects: 0,
    unknownObjects: 0,
    damaged: 0,
    repaired: 0,
    findings: {},
  };
}

/** Prints each finding when it is found and keeps only counts, so that memory does not grow with the damage. */
export class Report {
  constructor(
    private readonly terminal: Terminal,
    private readonly json: boolean,
    readonly counts: Counts,
  ) {}

  add(finding: Finding): void {
    const { counts } = this;
    counts.findings[finding.kind] = (counts.findings[finding.kind] ?? 0) + 1;
    if (isDamage(finding)) counts.damaged++;
    if (finding.repaired) counts.repaired++;
    if (this.json) this.terminal.sayJson(findingJson(finding));
    else this.terminal.say(findingLine(finding));
  }

  /** A remark that is no finding; programs do not get it. */
  say(line: string): void {
    if (!this.json) this.terminal.say(line);
  }

  /** The last lines. @returns whether nothing was found */
  end(facts: { sample: number | null; startedAt: string; endedAt: string }): boolean {
    const { counts } = this;
    const found = total(counts);
    if (this.json) {
      this.terminal.sayJson({ complete: true, ...facts, ...counts });
      return found === 0;
    }
    const { pictures, originals, variants, albums, links, objects, unknownObjects } = counts;
    this.say(
      `Checked: ${countInWords(pictures)}, every byte of ${countInWords(originals, 'original')}, ${countInWords(variants, 'size')}, ` +
        `${countInWords(albums, 'album')}, ${countInWords(links, 'link')}` +
        (facts.sample === null ? `, ${countInWords(objects, 'object')}.` : '.'),
    );
    if (unknownObjects > 0) this.say(`Left alone, for it is not Shoebox's: ${countInWords(unknownObjects, 'object')} in the store.`);
    for (const [kind, count] of Object.entries(counts.findings).sort()) this.say(`${kind}: ${count}`);
    this.say(found === 0 ? 'Nothing is wrong.' : `Found: ${found}. Damaged originals: ${counts.damaged}. Repaired: ${counts.repaired}.`);
    return found === 0;
  }
}

export function total({ findings }: Counts): number {
  return Object.values(findings).reduce((sum, count) => sum + count, 0);
}
