import './node-version.mjs';

import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { build } from './build.mjs';
import { run, tool } from './run.mjs';

// The end-to-end and browser suites run the build.
await build();
const folder = mkdtempSync(join(tmpdir(), 'shoebox-test-'));
const report = join(folder, 'report.json');
const reporters = ['--reporter=default', '--reporter=./scripts/durations-reporter.mjs', '--reporter=json', `--outputFile.json=${report}`];
const [command, ...args] = tool('vitest/vitest.mjs', 'run', ...reporters, ...process.argv.slice(2));
let code = await run(command, args);
const {
  numPassedTests: passed,
  numFailedTests: failed,
  numFailedTestSuites: brokenSuites,
  numPendingTests: skipped,
  testResults,
} = JSON.parse(readFileSync(report, 'utf8'));
rmSync(folder, { recursive: true });

// A suite that can't run has a block named "skipped: reason".
const reasons = new Set(
  testResults
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
