import type { Account } from '../check/expected.js';
import { answerIndexes, momentOf } from '../check/expected.js';
import { faultsOf, type CheckOptions } from '../check/checker.js';
import type { Event } from '../record/trace.js';
import type { Recorded } from '../record/saved.js';
import { stateOf, type Choice } from './choices.js';
import { Disk } from './disk.js';

/** One power cut: before which event, and what becomes of what is not durable. */
export interface Cut {
  before: number;
  choose: (disk: Disk) => Choice;
  options: CheckOptions;
}

export interface Verdict {
  before: number;
  choice: string;
  faults: string[];
}

/**
 * Plays the record and cuts the power at each of the cuts.
 * @param folder holds one state after another
 * @param isLeftOut fsyncs that the drive is supposed not to make
 */
export async function* replay(
  { events, accounts }: Recorded,
  cuts: readonly Cut[],
  folder: string,
  isLeftOut: (event: Event, index: number) => boolean = () => false,
): AsyncGenerator<Verdict> {
  const answers = answerIndexes(events);
  const disk = new Disk();
  let next = 0;
  for (const { before, choose, options } of [...cuts].sort((one, other) => one.before - other.before)) {
    for (; next < before; next++) if (!isLeftOut(events[next]!, next)) disk.apply(events[next]!, next);
    const choice = choose(disk);
    const moments = accounts.map((account: Account) => momentOf(account, answers, before));
    // A database that SQLite can't open at all is the worst of what may be found.
    const faults = await faultsOf(stateOf(disk, choice), moments, folder, options).catch((error: unknown) => [String(error)]);
    yield { before, choice: choice.name, faults };
  }
}
