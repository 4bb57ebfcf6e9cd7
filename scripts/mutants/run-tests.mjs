import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';

import { createVitest } from 'vitest/node';

/** Milliseconds after which the run of a mutant is given up: it made the tests hang. */
const TIME_LIMIT = 240_000;
/** Milliseconds for one test, more than in CI: a test that is only slow, on a busy machine, must not count as one that fails. */
const TEST_LIMIT = 100_000;
/** Errors of a mutant that is no program any more, so that its tests fail whatever they guard. */
const NO_PROGRAM = /ReferenceError|SyntaxError|Failed to load|does not provide an export/;

/** The specs of one copy of the tree. One vitest serves all runs, so that only what a mutant changed is transformed again. */
export class SpecRunner {
  #folder;
  #vitest;

  constructor(folder, vitest) {
    this.#folder = folder;
    this.#vitest = vitest;
  }

  /** @param {string} folder the copy. A run ends with its first failure. */
  static async open(folder) {
    const options = {
      root: folder,
      config: join(folder, 'vitest.config.ts'),
      project: ['unit'],
      watch: false,
      reporters: [{}],
      maxWorkers: 1,
    };
    const vitest = await createVitest('test', { ...options, bail: 1 });
    for (const { config } of vitest.projects) config.testTimeout = config.hookTimeout = TEST_LIMIT;
    await vitest.standalone();
    return new SpecRunner(folder, vitest);
  }

  /**
   * Runs spec files.
   * @returns {Promise<{ outcome: 'passed' | 'failed' | 'nothing' | 'no program' | 'hangs', by: string }>} `by`: the test that failed, or why
   */
  async run(files) {
    // Else the failures of the last run would be among those of this one.
    this.#vitest.state.filesMap.clear();
    this.#vitest.state.idMap.clear();
    const specs = await this.#vitest.globTestSpecifications(files.map((file) => join(this.#folder, file)));
    const timer = new AbortController();
    const late = wait(TIME_LIMIT, null, { signal: timer.signal }).catch(() => null);
    const result = await Promise.race([this.#vitest.runTestSpecifications(specs), late]);
    timer.abort();
    return result ? outcomeOf(result) : { outcome: 'hangs', by: `nothing, for its tests did not end within ${TIME_LIMIT / 1000} s` };
  }

  /** Tells that a file has changed since the last run. */
  changed(file) {
    this.#vitest.invalidateFile(join(this.#folder, file));
  }

  close() {
    return this.#vitest.close();
  }
}

function outcomeOf({ testModules, unhandledErrors }) {
  const tests = testModules.flatMap((module) => [...module.children.allTests()]);
  const failed = tests.find((test) => test.result().state === 'failed');
  const suite = testModules.find((module) => module.state() === 'failed');
  const errors = failed?.result().errors ?? suiteErrors(suite) ?? unhandledErrors;
  const message = errors.map((error) => `${error.name}: ${error.message}`).join('\n');
  if (!failed && !suite && errors.length === 0)
    return { outcome: tests.some((test) => test.result().state === 'passed') ? 'passed' : 'nothing', by: '' };
  if (NO_PROGRAM.test(message)) return { outcome: 'no program', by: message };
  const what = failed ? failed.fullName : 'its suite, which does not start';
  return { outcome: 'failed', by: /timed out in \d+ms/.test(message) ? `${what} (timed out)` : what, message };
}

/** The errors of a file without a failed test: of its import or its hooks. */
function suiteErrors(suite) {
  if (!suite) return undefined;
  return [...suite.errors(), ...[...suite.children.allSuites()].flatMap((block) => block.errors())];
}
