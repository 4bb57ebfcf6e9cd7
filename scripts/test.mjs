import './node-version.mjs';

import { closeSync, mkdtempSync, openSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { build } from './build.mjs';
import { run, tool } from './run.mjs';

/**
 * What runs side by side, and then what follows: each inner list is the projects of one Vitest, which mostly waits for processes and
 * servers. The eleven containers of compose want the machine for themselves.
 */
const STAGES = [
  [
    ['unit', 'browser', 'container', 'apart'],
    ['e2e', 'e2e-apart'],
  ],
  [['compose']],
];

const args = process.argv.slice(2);
/** `--project '!name'` leaves a project out; any other argument goes to one Vitest as it is. */
const isExclusion = (arg, index) => arg === '--project' || (args[index - 1] === '--project' && arg.startsWith('!'));
const excluded = args.filter((arg) => arg.startsWith('!')).map((arg) => arg.slice(1));
const options = (names) => names.flatMap((name) => (excluded.includes(name) ? [] : ['--project', name]));
const stages = args.every(isExclusion) ? STAGES.map((lists) => lists.map(options)) : [[args]];

// The end-to-end and browser suites run the build.
await build();
const folder = mkdtempSync(join(tmpdir(), 'shoebox-test-'));
const results = [];
for (const [number, lists] of stages.entries()) {
  const commands = lists.filter((command) => command.length > 0);
  results.push(...(await Promise.all(commands.map((command, index) => vitest(command, `${number}-${index}`, index === 0)))));
}
rmSync(folder, { recursive: true });

const sum = (count) => results.reduce((total, { report }) => total + count(report), 0);
const [passed, failed, brokenSuites, skipped] = ['numPassedTests', 'numFailedTests', 'numFailedTestSuites', 'numPendingTests'].map((name) =>
  sum((report) => report[name]),
);
let code = results.find((result) => result.code !== 0)?.code ?? 0;

// A suite that can't run has a block named "skipped: reason".
const reasons = new Set(
  results
    .flatMap(({ report }) => report.testResults)
    .flatMap(({ assertionResults }) => assertionResults.flatMap(({ ancestorTitles }) => ancestorTitles))
    .filter((title) => title.startsWith('skipped: ')),
);
for (const reason of reasons) console.log(reason);
if (skipped > 0 && process.env.CI) {
  console.log('With CI set, a skipped test is a failure.');
  code ||= 1;
}
if (failed + brokenSuites > 0) code ||= 1;
console.log(`${passed} passed, ${Math.max(failed, brokenSuites > 0 ? 1 : 0)} failed, ${skipped} skipped`);
process.exit(code);

/** Runs Vitest. Only one writes to this terminal as it goes on; what another wrote follows at its end. */
async function vitest(command, name, isFirst) {
  const json = join(folder, `${name}.json`);
  const reporters = ['--reporter=default', '--reporter=./scripts/durations-reporter.mjs', '--reporter=json', `--outputFile.json=${json}`];
  const [node, ...rest] = tool('vitest/vitest.mjs', 'run', ...reporters, ...command);
  if (isFirst) return { code: await run(node, rest), report: readReport(json) };
  const output = join(folder, `${name}.log`);
  const file = openSync(output, 'w');
  const exitCode = await run(node, rest, { stdio: ['ignore', file, file] });
  closeSync(file);
  process.stdout.write(readFileSync(output));
  return { code: exitCode, report: readReport(json) };
}

function readReport(json) {
  try {
    return JSON.parse(readFileSync(json, 'utf8'));
  } catch {
    // Vitest ended before it could write one, which its exit code says.
    return { numPassedTests: 0, numFailedTests: 0, numFailedTestSuites: 1, numPendingTests: 0, testResults: [] };
  }
}
