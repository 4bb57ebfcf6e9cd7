import { dirname } from 'node:path';

import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import { Random } from '../harness/images/random.js';
import { answerIndexes } from './check/expected.js';
import { DATA, noStrace, Recorder } from './record/recorder.js';
import type { Event } from './record/trace.js';
import { Person } from './record/workload.js';

const WAL = `${DATA}/media.db-wal`;

describe.skipIf(noStrace)(noStrace ? `skipped: ${noStrace}` : 'what becomes durable first', () => {
  let recorder: Recorder;
  let events: readonly Event[];
  const person = new Person(0, new Random());
  /** The answer to the first operation of this kind, and the image. */
  const operation = (kind: 'upload' | 'purge') => {
    const { id, requestId } = person.operations.find((one) => one.kind === kind) as { id: string; requestId: string };
    return { answer: answerIndexes(events).get(requestId)!, folder: `${DATA}/objects/${person.owner}/${id}`, id };
  };
  /** The index of the first such event after another; Infinity when there is none. */
  const after = (index: number, matches: (event: Event) => boolean) => {
    const found = events.findIndex((event, at) => at > index && matches(event));
    return found < 0 ? Infinity : found;
  };
  /** The index of the first fsync of a path that was begun after an event. */
  const synced = (path: string, index: number) =>
    after(index, (event) => event.kind === 'sync' && event.path === path && event.begun > index);
  const committed = (index: number) =>
    synced(
      WAL,
      after(index, (event) => event.kind === 'write' && event.path === WAL),
    );
  const linked = (path: string) => after(-1, (event) => event.kind === 'link' && event.to === path);
  const removed = (path: string) => after(-1, (event) => event.kind === 'unlink' && event.path === path);
  /** The bytes of a staged file: its last write, and the fsync that covers it. */
  const staged = (path: string) => {
    const { from } = events[linked(path)] as { from: string };
    const renamed = events.findLastIndex((event) => event.kind === 'rename' && event.to === from);
    const written = events.findLastIndex((event) => event.kind === 'write' && event.path === from);
    return synced(from, Math.max(renamed, written));
  };
  const expectOrder = (steps: Readonly<Record<string, number>>) => {
    const order = Object.entries(steps).sort(([, one], [, other]) => one - other);
    expect(order.map(([name]) => name)).toEqual(Object.keys(steps));
    expect(Object.values(steps)).not.toContain(Infinity);
  };

  beforeAll(async () => {
    recorder = await Recorder.open();
    await person.uploadAndPurge(await recorder.start({ SHOEBOX_UPKEEP_SECONDS: '3600' }));
    await recorder.end('stop');
    ({ events } = recorder);
  }, 120_000);
  afterAll(() => recorder.close());

  it('an upload is answered after its bytes, its names, its folder and its row, in this order', () => {
    const { folder, answer } = operation('upload');
    const [original, metadata] = [`${folder}/original`, `${folder}/original.json`];
    const name = synced(folder, linked(original));
    expectOrder({
      'bytes of the original': staged(original),
      'its name': linked(original),
      'fsync of its folder': name,
      commit: committed(name),
      answer,
    });
    expectOrder({ 'bytes of the metadata': staged(metadata), 'its name': linked(metadata), 'name of the original': linked(original) });
    const made = after(-1, (event) => event.kind === 'mkdir' && event.path === folder);
    expectOrder({
      'folder of the image': made,
      'fsync of its parent': synced(dirname(folder), made),
      'name of the original': linked(original),
    });
  });

  it('deleting for good is answered after the tombstone, the objects and the row, in this order', () => {
    const { folder, answer, id } = operation('purge');
    const tombstone = `${DATA}/objects/removed/${person.owner}/${id}`;
    const gone = removed(`${folder}/original`);
    const pruned = after(gone, (event) => event.kind === 'rmdir' && event.path === folder);
    // The folder of the account goes with its last image; a worker that was making sizes may make it again later.
    const durable = Math.min(synced(dirname(folder), pruned), synced(`${DATA}/objects`, pruned));
    expectOrder({
      'answer to the upload': operation('upload').answer,
      'commit that it is to go': committed(operation('upload').answer),
      'bytes of the tombstone': staged(tombstone),
      'its name': linked(tombstone),
      'fsync of its folder': synced(dirname(tombstone), linked(tombstone)),
      'the original goes': gone,
      'its folder goes': pruned,
      'fsync of the folder above': durable,
      commit: committed(durable),
      answer,
    });
  });
});
