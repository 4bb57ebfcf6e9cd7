import { spawnSync } from 'node:child_process';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { startDrive, type TestDrive } from '../../harness/drive/drive.js';
import { Random } from '../../harness/images/random.js';
import { until } from '../../harness/http/until.js';
import { readTrace, TRACED, type Event } from './trace.js';
import { writeState } from '../check/folder.js';
import { allKept, stateOf } from '../replay/choices.js';
import { Disk } from '../replay/disk.js';
import type { Recorded } from './saved.js';
import { Person } from './workload.js';

/** Why nothing can be recorded here; undefined when it can. */
export const noStrace: string | undefined =
  spawnSync('strace', ['-f', '-o', '/dev/null', 'true']).status === 0
    ? undefined
    : 'no strace on this machine (install strace for the power-cut tests)';

/** The folder of the drive within the folder that is traced, so that its own name can be lost as well. */
export const DATA = 'data';

/** A drive under strace, which can be started again and again on its folder. */
export class Recorder {
  readonly events: Event[] = [];
  private drive: TestDrive | undefined;
  private lives = 0;

  private constructor(
    readonly folder: string,
    private readonly traces: string,
  ) {}

  static async open(): Promise<Recorder> {
    return new Recorder(await mkdtemp(join(tmpdir(), 'shoebox-power-')), await mkdtemp(join(tmpdir(), 'shoebox-trace-')));
  }

  /** Continues on a disk as processes see it: they were killed, and the power is still on. */
  static async on(events: readonly Event[]): Promise<Recorder> {
    const recorder = await Recorder.open();
    const disk = new Disk();
    for (const [index, event] of events.entries()) disk.apply(event, index);
    writeState(stateOf(disk, allKept), recorder.folder);
    recorder.events.push(...events);
    return recorder;
  }

  /** @returns the address of the drive */
  async start(env: Record<string, string> = {}): Promise<string> {
    const trace = this.trace(++this.lives);
    // -DD: strace goes into the background, so the drive is the process that was started.
    const wrapper = ['strace', '-DD', '-f', '--seccomp-bpf', '-y', '-s', '70000', '-o', trace, '-e', `trace=${TRACED}`];
    this.drive = await startDrive({ dataDir: join(this.folder, DATA), env: { ...UPKEEP, ...env }, wrapper, group: true });
    return this.drive.url;
  }

  /** Ends the drive and reads what it did. */
  async end(how: 'stop' | 'kill'): Promise<void> {
    const pid = this.drive!.process!.pid!;
    if (how === 'stop') await this.drive!.stop();
    else {
      process.kill(-pid, 'SIGKILL');
      await this.drive!.stop();
    }
    const path = this.trace(this.lives);
    const trace = await until(async () => {
      const text = await readFile(path);
      return new RegExp(`^${pid}\\s+\\+\\+\\+ `, 'm').test(text.toString('latin1', text.length - 4_000)) ? text : null;
    }, 30_000);
    const before = this.events.length;
    for (const event of readTrace(trace, this.folder)) {
      this.events.push(event.kind === 'sync' ? { ...event, begun: event.begun + before } : event);
    }
    await rm(path);
  }

  async close(): Promise<void> {
    await this.drive?.stop('SIGKILL');
    for (const folder of [this.folder, this.traces]) await rm(folder, { recursive: true });
  }

  private trace(life: number): string {
    return join(this.traces, String(life));
  }
}

/** Maintenance runs all the time, and lets go of what is young. */
const UPKEEP = { SHOEBOX_UPKEEP_SECONDS: '1', SHOEBOX_GRACE_SECONDS: '3', SHOEBOX_WORKER_CONCURRENCY: '2', SHOEBOX_LOG_LEVEL: 'warn' };
const PEOPLE = 3;

/** Some people change things at a drive, which is stopped once and killed once meanwhile. */
export async function record(count: number, random: Random): Promise<Recorded> {
  const recorder = await Recorder.open();
  try {
    const people = Array.from({ length: PEOPLE }, (_, number) => new Person(number, random.fork()));
    for (const end of ['stop', 'kill', 'stop'] as const) {
      const url = await recorder.start();
      // A drive whose only image was deleted for good has little left by which database and store know each other.
      if (people[0]!.operations.length === 0) await people[0]!.uploadAndPurge(url);
      await Promise.all(people.map((person) => person.live(url, count / PEOPLE / 3)));
      await Promise.all(people.map((person) => person.settled()));
      await recorder.end(end);
    }
    return { events: recorder.events, accounts: people.map(({ owner, token, operations }) => ({ owner, token, operations })) };
  } finally {
    await recorder.close();
  }
}
