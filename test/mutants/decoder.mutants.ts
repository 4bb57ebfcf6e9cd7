import type { MutatedFile } from './mutant.js';

export const mutated: MutatedFile[] = [
  {
    file: 'libs/imaging/decoder/spawn.ts',
    killedBy: ['libs/imaging/decoder/spawn.spec.ts'],
    mutants: [
      {
        id: 'child-environment',
        promise: 'A decoder child has none of the environment of the drive.',
        find: `      ...MALLOC,`,
        replace: `      ...process.env,\n      ...MALLOC,`,
      },
      {
        id: 'child-niceness',
        promise: 'Decoding yields to everything that serves.',
        find: `if (child.pid !== undefined) setPriority(child.pid, niceness);`,
        replace: ``,
      },
    ],
  },
  {
    file: 'libs/imaging/decoder/watchdog.ts',
    killedBy: ['libs/imaging/decoder/watchdog.spec.ts'],
    mutants: [
      {
        id: 'watch-cpu',
        promise: 'A child that uses too much CPU ends.',
        find: `used > limits.cpuSeconds`,
        replace: `used < 0`,
      },
      {
        id: 'watch-memory',
        promise: 'A child that uses too much memory ends.',
        find: `now && now.residentBytes > limits.residentBytes`,
        replace: `now && now.residentBytes < 0`,
      },
      { id: 'watch-time', promise: 'A child that hangs ends.', find: `--checksLeft < 0`, replace: `checksLeft < 0` },
      {
        id: 'watch-cpu-before',
        promise: 'CPU of earlier pictures does not count.',
        find: `used = now.cpuSeconds - begin.cpuSeconds;`,
        replace: `used = now.cpuSeconds;`,
      },
    ],
  },
  {
    file: 'libs/imaging/decoder/decoder-child.ts',
    killedBy: ['libs/imaging/decoder/child-pool.spec.ts', 'libs/imaging/decoder/child-decoder.spec.ts'],
    mutants: [
      {
        id: 'child-limits-off',
        promise: 'A request is watched.',
        find: `      this.#cause = exceeded;
      this.#usable = false;
      this.#process.kill('SIGKILL');`,
        replace: `      void exceeded;`,
      },
      {
        id: 'child-crash-of-nobody',
        promise: 'A crash counts only for the picture that was begun.',
        find: `this.#running?.gone(gone('The decoder ended', this.#running.begun));`,
        replace: `this.#running?.gone(gone('The decoder ended', false));`,
      },
      {
        id: 'child-stop-is-crash',
        promise: 'A child that is stopped is no crash of its picture.',
        find: `this.#stopped\n        ? new DecoderGone('The decoder was stopped.', false)\n        :`,
        replace: ``,
      },
      {
        id: 'child-error-stream',
        promise: 'What outlives a child holds nothing of the drive open.',
        find: `    this.#process.stderr?.destroy();\n`,
        replace: ``,
        killedBy: ['libs/imaging/decoder/decoder-child.spec.ts'],
      },
      {
        id: 'child-machine-stops',
        promise: 'A shutdown of the machine is no crash of a picture.',
        find: `if (this.#cause === 'killed') await sleep(OUTLIVE_MS);`,
        replace: ``,
      },
    ],
  },
  {
    file: 'libs/imaging/decoder/child-pool.ts',
    killedBy: ['libs/imaging/decoder/child-decoder.spec.ts'],
    mutants: [
      {
        id: 'pool-children',
        promise: 'The number of children has a bound.',
        find: `if (this.#children.size < this.#options.children) return`,
        replace: `if (this.#children.size < 100) return`,
      },
      {
        id: 'pool-heavy-beside',
        promise: 'A heavy picture is rendered alone.',
        find: `this.#exclusive = queued.alone;`,
        replace: `this.#exclusive = false;`,
        killedBy: ['libs/imaging/decoder/heavy.spec.ts', 'libs/imaging/decoder/child-decoder.spec.ts'],
      },
      {
        id: 'pool-idle',
        promise: 'Idle children end.',
        find: `setTimeout(() => child.stop(), this.#options.idleMs)`,
        replace: `setTimeout(() => undefined, this.#options.idleMs)`,
      },
      {
        id: 'pool-disk-of-picture',
        promise: 'A picture at which a decoder says that a disk does not work, while it does, is not tried for ever.',
        find: `if (isOfDisk && makes && (await this.#diskWorks(file)))`,
        replace: `if (isOfDisk && task.kind === 'check' && (await this.#diskWorks(file)))`,
        killedBy: ['libs/imaging/decoder/child-pool.spec.ts'],
      },
      {
        id: 'pool-disk-away',
        promise: 'A disk that does not work is no fault of the picture.',
        find: `      await access(file, constants.R_OK);\n`,
        replace: ``,
        killedBy: ['libs/imaging/decoder/child-pool.spec.ts'],
      },
      {
        id: 'pool-close',
        promise: 'Closing ends all children.',
        find: `for (const child of this.#children.keys()) child.stop();`,
        replace: ``,
      },
    ],
  },
  {
    file: 'libs/imaging/decoder/request-queue.ts',
    killedBy: ['libs/imaging/decoder/request-queue.spec.ts'],
    mutants: [
      {
        id: 'queue-suspects-last',
        promise: 'A suspect waits for all others.',
        find: `this.#ordinary.peek(mayRun) ?? this.#suspects.keys().next().value`,
        replace: `this.#suspects.keys().next().value ?? this.#ordinary.peek(mayRun)`,
      },
      {
        id: 'queue-alone',
        promise: 'What must run alone waits until nothing else runs.',
        find: `return next?.alone && busy > 0 ? undefined : next;`,
        replace: `return next;`,
      },
      {
        id: 'queue-suspect-starves',
        promise: 'A suspect is never starved.',
        find: `      this.unshift(queued);
      this.#onOverdue();`,
        replace: ``,
      },
      { id: 'queue-suspect-beside', promise: 'A suspect runs alone.', find: `    queued.alone = true;\n`, replace: `` },
    ],
  },
  {
    file: 'libs/imaging/decoder/child-decoder.ts',
    killedBy: ['libs/imaging/decoder/child-decoder.spec.ts', 'libs/imaging/decoder/header-crash.spec.ts'],
    mutants: [
      {
        id: 'decoder-header-crash',
        promise: 'A picture that crashes the header reader is refused.',
        find: `throw new ImageError('BROKEN_IMAGE', detail, error);`,
        replace: `throw error ?? detail;`,
      },
      {
        id: 'decoder-header-once',
        promise: 'A header whose child was killed from outside is read once more.',
        find: `if (error instanceof DecoderGone && error.killed) return run();`,
        replace: ``,
      },
      {
        id: 'decoder-gone-refused',
        promise: 'A child that is gone is not the fault of the picture.',
        find: `if (!(error instanceof DecoderFailed || (error instanceof DecoderGone && error.crashed))) throw error;`,
        replace: ``,
      },
    ],
  },
];
