import { existsSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import { Random } from '../harness/images/random.js';
import { noStrace, record } from './record/recorder.js';
import { recordIn, type Recorded } from './record/saved.js';
import { anyChoice, allLost, EXTREMES, type Choice } from './replay/choices.js';
import { replay, type Cut } from './replay/replay.js';
import { omissions } from './replay/sites.js';

/** How many states of the disk are tried; `npm run power -- --full` tries 2,000 of 300 operations. */
const STATES = Number(process.env['POWER_STATES'] ?? 60);
const OPERATIONS = Number(process.env['POWER_OPERATIONS'] ?? 60);
/** States for each fsync that is left out. Unless it is given, the first state that shows it is enough. */
const TRIES = Number(process.env['POWER_TRIES'] ?? 120);
/** A turn of maintenance follows in one of so many states, a start of the whole drive and a rebuild in one of so many. */
const [MAINTENANCE, WHOLE_DRIVE] = [4, 40];

/** Fsyncs that no state needs, and why. */
const NEEDLESS: Readonly<Record<string, string>> = {
  'check: the bytes of the probe': 'it asks whether the disk takes bytes; nothing relies on them',
  'makeFolder: the staging folder': 'a start makes it again; the same function makes folders that must last',
  'nothing: all is durable already': 'another call that changed the folder at the same time synced it first',
  'put: the name of the drive id': 'an empty store is given its id again, and the folder of the first account makes its name durable',
  'SQLite: the journal': 'it protects a database in which nothing was ever committed',
};

describe.skipIf(noStrace)(noStrace ? `skipped: ${noStrace}` : 'a power cut', () => {
  const random = new Random();
  let recorded: Recorded;
  let folder: string;
  beforeAll(async () => {
    // In memory: thousands of states are written, and none of them is to last.
    folder = await mkdtemp(join(existsSync('/dev/shm') ? '/dev/shm' : tmpdir(), 'shoebox-state-'));
    recorded = await recordIn(process.env['POWER_RECORD'], () => record(OPERATIONS, random));
  }, 600_000);
  afterAll(() => rm(folder, { recursive: true }));

  /** The power fails right after each answer, when everything unsynced is lost, and at any moment, whatever is lost. */
  function cuts(count: number): Cut[] {
    const answers = recorded.events.flatMap(({ kind }, index) => (kind === 'answer' ? [index + 1] : []));
    return Array.from({ length: count }, (_, index) => {
      const options = { maintenance: index % MAINTENANCE === 0, drive: index % WHOLE_DRIVE === 0 };
      if (random.chance(0.25)) return { before: random.pick(answers), choose: () => allLost, options };
      return { before: random.int(0, recorded.events.length), choose: (disk) => anyChoice(disk, random), options };
    });
  }

  it(`at any of ${STATES} states of the disk loses nothing that was acknowledged`, { timeout: 3_600_000 }, async () => {
    const wrong: object[] = [];
    for await (const { before, choice, faults } of replay(recorded, cuts(STATES), folder)) {
      if (faults.length > 0) wrong.push({ before, choice, faults: faults.slice(0, 5) });
    }
    const operations = recorded.accounts.reduce((sum, account) => sum + account.operations.length, 0);
    console.log(
      `operations ${operations} | calls ${recorded.events.length} | states ${STATES} | wrong ${wrong.length} | seed ${random.seed}`,
    );
    expect(wrong).toEqual([]);
  });

  it('would lose something if any one fsync were left out', { timeout: 3_600_000 }, async () => {
    const unseen: string[] = [];
    for (const [site, indexes] of omissions(recorded.events)) {
      const { states, shown, first } = await leaveOut(indexes);
      const verdict = shown > 0 ? first : (NEEDLESS[site] ?? 'NOT SEEN');
      console.log(`${site.padEnd(42)} ${String(indexes.length).padStart(5)} fsyncs | seen in ${shown} of ${states} states | ${verdict}`);
      if (shown === 0 && !(site in NEEDLESS)) unseen.push(site);
    }
    expect(unseen).toEqual([]);
  });

  /** In how many states something is wrong without these fsyncs, and what is in the first of them. */
  async function leaveOut(indexes: readonly number[]): Promise<{ states: number; shown: number; first: string }> {
    const omitted = new Set(indexes);
    const result = { states: 0, shown: 0, first: '' };
    for await (const { choice, faults } of replay(recorded, cutsAfter(indexes), folder, (_, index) => omitted.has(index))) {
      result.states++;
      if (faults.length === 0) continue;
      if (result.shown++ === 0) result.first = `${choice}: ${faults[0]}`;
      if (process.env['POWER_TRIES'] === undefined) break;
    }
    return result;
  }

  /**
   * The power fails after one of the fsyncs: in each of the extreme ways after the next answer, and with all lost after one of the next fsyncs
   * of others, since what relies on the one left out is not always an answer.
   */
  function cutsAfter(indexes: readonly number[]): Cut[] {
    const ways: readonly Choice[] = EXTREMES.slice(0, 3);
    return Array.from({ length: TRIES }, (_, number) => {
      // Evenly over the record, and each way for each of them.
      const index = indexes[Math.floor((indexes.length * Math.floor(number / 6)) / Math.ceil(TRIES / 6))]!;
      const way = number % 6;
      const next = way < 3 ? nextOf('answer', index, 0) + random.int(0, 40) : nextOf('sync', index, random.int(0, 12));
      return {
        before: Math.min(next + 1, recorded.events.length),
        choose: () => ways[way] ?? allLost,
        options: { maintenance: false },
      };
    });
  }

  /** Where the next event of a kind stands after an index and `skipped` others of that kind; the end when there is none. */
  function nextOf(kind: 'answer' | 'sync', index: number, skipped: number): number {
    const found = recorded.events.flatMap((event, at) => (at > index && event.kind === kind ? [at] : []));
    return found[skipped] ?? recorded.events.length;
  }
});
