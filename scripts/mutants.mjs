import './node-version.mjs';

import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';

import { copyTree } from './mutants/copy.mjs';
import { mutate, readMutants } from './mutants/list.mjs';
import { SpecRunner } from './mutants/run-tests.mjs';

const { values: options } = parseArgs({
  options: {
    only: { type: 'string', multiple: true, default: [] },
    since: { type: 'string' },
    sample: { type: 'string' },
    seed: { type: 'string', default: '1' },
    jobs: { type: 'string', default: '1' },
    list: { type: 'boolean', default: false },
  },
});

const root = process.cwd();
const chosen = choose(await readMutants(root));
if (options.list) {
  for (const { id, file, promise } of chosen) console.log(`${id}  ${file}: ${promise}`);
  console.log(`${chosen.length} mutants`);
  process.exit(0);
}
// Before anything runs: a list that has rotted must be mended first.
for (const mutant of chosen) mutate(root, mutant);

const counts = { killed: 0, survived: 0, explained: 0, notApplied: 0 };
const queue = [...chosen];
const copies = Array.from({ length: Number(options.jobs) }, () => copyTree(root));
try {
  await Promise.all(copies.map(({ folder }) => work(folder)));
} finally {
  for (const copy of copies) copy.remove();
}
const explained = counts.explained > 0 ? ` (${counts.explained} explained)` : '';
console.log(`killed ${counts.killed}, survived ${counts.survived}${explained}, not applied ${counts.notApplied}`);
process.exit(counts.survived > counts.explained ? 1 : 0);

/** The mutants that the options select. */
function choose(mutants) {
  const { only, since, sample, seed } = options;
  let selected = mutants;
  if (only.length > 0) selected = selected.filter(({ id, file }) => only.some((name) => id === name || file.startsWith(name)));
  if (since) {
    const changed = new Set(execFileSync('git', ['diff', '--name-only', since], { cwd: root, encoding: 'utf8' }).split('\n'));
    selected = selected.filter(({ file, killedBy }) => [file, ...killedBy].some((name) => changed.has(name)));
  }
  if (!sample) return selected;
  const order = ({ id }) => createHash('sha256').update(`${seed} ${id}`).digest('hex');
  return selected.toSorted((a, b) => (order(a) < order(b) ? -1 : 1)).slice(0, Number(sample));
}

async function work(folder) {
  let specs = await SpecRunner.open(folder);
  /** What the specs of a mutant say without it: one that fails anyway would kill every mutant. */
  const without = new Map();
  for (let mutant = queue.shift(); mutant; mutant = queue.shift()) {
    const key = mutant.killedBy.join();
    if (!without.has(key)) {
      without.set(key, await passOf(specs, mutant.killedBy));
      if (without.get(key).outcome === 'hangs') await reopen();
    }
    if (without.get(key).outcome !== 'passed') {
      report(mutant, { ...without.get(key), outcome: 'fails without it' });
      continue;
    }
    const path = join(folder, mutant.file);
    const original = readFileSync(path);
    writeFileSync(path, mutate(folder, mutant));
    specs.changed(mutant.file);
    const result = await specs.run(mutant.killedBy);
    writeFileSync(path, original);
    specs.changed(mutant.file);
    report(mutant, result);
    if (result.outcome === 'hangs') await reopen();
  }
  await specs.close();

  async function reopen() {
    await specs.close();
    specs = await SpecRunner.open(folder);
  }
}

/** A second time when it fails: a busy machine is no reason to leave the mutants of a file out. */
async function passOf(specs, files) {
  const first = await specs.run(files);
  return first.outcome === 'failed' ? specs.run(files) : first;
}

function report({ id, promise, killedBy, survives }, { outcome, by, message = '' }) {
  // With the error, for a test that fails for another reason (a busy machine) is no evidence.
  const why = message && ` — ${message.split('\n', 1)[0].slice(0, 120)}`;
  if (outcome === 'failed' || outcome === 'hangs') {
    counts.killed++;
    console.log(`killed       ${id}, by: ${by}${why}${survives ? ' — its explanation is not needed any more' : ''}`);
  } else if (outcome === 'passed') {
    counts.survived++;
    if (survives) counts.explained++;
    console.log(`SURVIVED     ${id}: ${survives ?? `${promise} No test of ${killedBy.join(', ')} sees it.`}`);
  } else {
    counts.notApplied++;
    console.log(`not applied  ${id}: ${outcome === 'nothing' ? 'its tests are skipped on this machine' : `${outcome}: ${by}${why}`}`);
  }
}
