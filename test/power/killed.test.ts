import { existsSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import { DataDir } from '../harness/drive/data-dir.js';
import { until } from '../harness/http/until.js';
import { Random } from '../harness/images/random.js';
import { answerIndexes } from './check/expected.js';
import { DATA, noStrace, Recorder } from './record/recorder.js';
import type { Recorded } from './record/saved.js';
import type { Event } from './record/trace.js';
import { Person, type Operation } from './record/workload.js';
import { allLost } from './replay/choices.js';
import { replay } from './replay/replay.js';

/** Young things are let go of at once. */
const ENV = { SHOEBOX_UPKEEP_SECONDS: '1', SHOEBOX_GRACE_SECONDS: '1' };

/**
 * A killed drive leaves changes that processes see and that no fsync covered. The next life must not take what it sees for durable.
 */
describe.skipIf(noStrace)(noStrace ? `skipped: ${noStrace}` : 'a power cut after a kill', () => {
  const random = new Random();
  const person = new Person(0, random.fork());
  let events: readonly Event[];
  let folder: string;
  beforeAll(async () => {
    folder = await mkdtemp(join(existsSync('/dev/shm') ? '/dev/shm' : tmpdir(), 'shoebox-state-'));
    const recorder = await Recorder.open();
    await person.uploadAndPurge(await recorder.start({ SHOEBOX_UPKEEP_SECONDS: '3600' }));
    await recorder.end('stop');
    await recorder.close();
    ({ events } = recorder);
  }, 120_000);
  afterAll(() => rm(folder, { recursive: true }));

  const image = () => `${DATA}/objects/${person.owner}/${(person.operations.find(({ kind }) => kind === 'upload') as { id: string }).id}`;
  it.each<[string, (event: Event) => boolean]>([
    ['the folder of an account', (event) => event.kind === 'mkdir' && event.path === `${DATA}/objects/${person.owner}`],
    ['the folder of an image', (event) => event.kind === 'mkdir' && event.path === image()],
    ['an original', (event) => event.kind === 'link' && event.to === `${image()}/original`],
    ['the folder of tombstones', (event) => event.kind === 'mkdir' && event.path === `${DATA}/objects/removed`],
    ['a tombstone', (event) => event.kind === 'link' && event.to.startsWith(`${DATA}/objects/removed/`)],
  ])('killed after it made the name of %s and before it synced it, a drive loses nothing later', async (_, isMade) => {
    const before = events.findIndex(isMade) + 1;
    expect(before).toBeGreaterThan(0);
    const recorded = await goOn(events.slice(0, before));
    const last = recorded.events.findLastIndex(({ kind }) => kind === 'answer') + 1;
    for await (const { faults } of replay(recorded, [{ before: last, choose: () => allLost, options: {} }], folder))
      expect(faults).toEqual([]);
  });

  /** Another life on the disk as the killed one left it, in which the same account uploads, and maintenance ends what was begun. */
  async function goOn(left: readonly Event[]): Promise<Recorded> {
    const recorder = await Recorder.on(left);
    try {
      const next = new Person(1, random.fork(), person);
      await next.live(await recorder.start(ENV), 2);
      const rows = new DataDir(join(recorder.folder, DATA));
      await until(async () => (rows.rows().every(({ state }) => state === 'processing' || state === 'ready') ? true : null));
      await recorder.end('kill');
      const operations = [...asked(left, next.operations[0]!), ...next.operations];
      return { events: recorder.events, accounts: [{ owner: person.owner, token: person.token, operations }] };
    } finally {
      await recorder.close();
    }
  }

  /** What the first life was asked for. An upload that was not answered may be there; a deletion that was begun is done by the next answer. */
  function asked(left: readonly Event[], { requestId }: Operation): Operation[] {
    const answers = answerIndexes(left);
    const isUploaded = answers.has(person.operations[1]!.requestId);
    return person.operations.flatMap((operation) => {
      if (operation.kind !== 'purge') return [operation];
      return isUploaded ? [{ ...operation, requestId }] : [];
    });
  }
});
