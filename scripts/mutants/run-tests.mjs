import { spawn } from 'node:child_process';
import { readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';

/** Milliseconds after which a run is ended: the mutant made the tests hang. */
const TIME_LIMIT = 240_000;
/** Errors of a mutant that is no program any more, so that its tests fail whatever they guard. */
const NO_PROGRAM = /ReferenceError|SyntaxError|Failed to load|does not provide an export/;

/** Whether these files run the build instead of the sources. */
export function needBuild(files) {
  return files.some((file) => projectOf(file) !== 'unit');
}

/**
 * Runs test files in a folder until the first failure.
 * @returns {Promise<{ outcome: 'passed' | 'failed' | 'nothing' | 'no program', by: string }>} `by`: the title of the test that failed
 */
export async function runTests(folder, files, { bail = true } = {}) {
  const report = join(folder, 'mutant-report.json');
  rmSync(report, { force: true });
  const projects = [...new Set(files.map(projectOf))].flatMap((project) => ['--project', project]);
  const args = ['run', '--reporter=json', `--outputFile=${report}`, ...projects, ...(bail ? ['--bail=1'] : []), ...files];
  const code = await bounded([join('node_modules', 'vitest', 'vitest.mjs'), ...args], folder);
  if (code === null) return { outcome: 'failed', by: `nothing: its tests did not end within ${TIME_LIMIT / 1000} s` };
  return outcomeOf(JSON.parse(readFileSync(report, 'utf8')));
}

/** Builds the folder. Resolves with false when the mutant can't be built. */
export function build(folder) {
  return bounded([join('scripts', 'build.mjs')], folder).then((code) => code === 0);
}

function outcomeOf({ numPassedTests, testResults }) {
  const tests = testResults.flatMap(({ assertionResults }) => assertionResults);
  const failed = tests.find(({ status }) => status === 'failed');
  const suite = testResults.find(({ status }) => status === 'failed');
  const message = failed?.failureMessages.join('\n') ?? suite?.message ?? '';
  if (!suite) return { outcome: numPassedTests > 0 ? 'passed' : 'nothing', by: '' };
  if (NO_PROGRAM.test(message)) return { outcome: 'no program', by: message.split('\n', 1)[0] };
  const late = /timed out in \d+ms/.test(message) ? ' (timed out)' : '';
  return {
    outcome: 'failed',
    message,
    by: failed ? failed.fullName + late : `its suite, which does not start: ${message.split('\n', 1)[0]}`,
  };
}

function projectOf(file) {
  if (/\.spec\.tsx?$/.test(file)) return 'unit';
  const [, folder] = /^test\/(\w+)\//.exec(file) ?? [];
  return ['apart', 'browser', 'container', 'compose'].includes(folder) ? folder : 'e2e';
}

/** Runs a script of Node. Resolves with its exit code, or null when it did not end in time. */
function bounded(args, cwd) {
  const child = spawn(process.execPath, args, { cwd, stdio: 'ignore', detached: true, env: { ...process.env, CI: '' } });
  let timedOut = false;
  const timer = setTimeout(() => {
    timedOut = true;
    process.kill(-child.pid, 'SIGKILL');
  }, TIME_LIMIT);
  return new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('exit', (code) => {
      clearTimeout(timer);
      resolve(timedOut ? null : (code ?? 1));
    });
  });
}
