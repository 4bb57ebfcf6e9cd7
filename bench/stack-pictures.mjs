// One medium picture again and again, from four processes on the servers of TEST_MONGO_URL, TEST_REDIS_URL and TEST_S3_URL, in turn with
// the build in the folder OTHER: node bench/stack-pictures.mjs OTHER. The bucket stays.
import { randomBytes } from 'node:crypto';
import { parseArgs } from 'node:util';

import sharp from 'sharp';

import { signUp } from './drive.mjs';
import { median } from './rounds.mjs';
import { startStack } from './stack.mjs';
import { wrk } from './wrk.mjs';

const { values, positionals } = parseArgs({
  options: { rounds: { type: 'string', default: '3' }, seconds: { type: 'string', default: '4' } },
  allowPositionals: true,
});
const roots = ['.', ...positionals];
const stacks = [];
try {
  for (const root of roots) stacks.push(await open(root));
  const rates = stacks.map(() => []);
  for (let round = 0; round < Number(values.rounds); round++) {
    for (const [n, { url, cookie }] of stacks.entries()) rates[n].push(await wrk(url, { seconds: Number(values.seconds), cookie }));
  }
  for (const [n, all] of rates.entries()) {
    const ratios = all.map((rate, round) => rates[0][round] / rate);
    console.log(`${roots[n]}: ${median(all).toFixed(0)} requests/s (${show(all, 0)}); the first is ${show(ratios, 1)} times as fast`);
  }
} finally {
  for (const { remove } of stacks) await remove();
}

async function open(root) {
  const { url, startWorker, remove } = await startStack({ root, onS3: true });
  await startWorker();
  const person = await signUp(url);
  const grain = sharp(randomBytes(500 * 360 * 3), { raw: { width: 500, height: 360, channels: 3 } });
  const { id } = await person.upload(await grain.resize(1000, 720).jpeg({ quality: 85 }).toBuffer());
  await person.allMade();
  person.close();
  return { url: `${url}/get/${id}/m`, cookie: person.cookie, remove };
}

function show(numbers, digits) {
  return numbers.map((number) => number.toFixed(digits)).join(', ');
}
