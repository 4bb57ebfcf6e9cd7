import { spawn } from 'node:child_process';
import { once } from 'node:events';

import { afterEach, beforeEach, expect, it } from 'vitest';

import { runCommand } from '../harness/commands/commands.js';
import { startDrive, type TestDrive } from '../harness/drive/drive.js';
import { Client } from '../harness/http/client.js';
import { SteadyRequests } from '../harness/http/steady-requests.js';
import { until } from '../harness/http/until.js';

/** A rotation takes 17 minutes by the clock, which runs this many times as fast. */
const SPEED = 40;

let drive: TestDrive;
let env: Record<string, string>;
let ada: Client;
beforeEach(async () => {
  env = { NODE_OPTIONS: '--import ./test/harness/drive/clock.mjs', TEST_CLOCK_SPEED: String(SPEED), TEST_CLOCK_SINCE: String(Date.now()) };
  drive = await startDrive({ env });
  ada = await Client.signUp(drive.url);
});
afterEach(() => drive.close());

const rotate = (...args: string[]) => runCommand('admin', ['rotate-keys', ...args], { ...env, SHOEBOX_DATA_DIR: drive.dataDir! });
const removals = () => drive.lines.filter((line) => line.includes('signing keys were removed')).length;

it('a rotation logs nobody out and refuses no request, and the old key goes', async () => {
  const requests = await SteadyRequests.start([ada]);
  const { code, out, errors } = await rotate();
  expect([code, errors]).toEqual([0, '']);
  expect(out).toContain('A new key was added. Nobody is logged out.');
  expect((await rotate()).out).toContain('under way already');
  await until(async () => (removals() > 0 ? true : null), 60_000);
  const answers = await requests.stop();
  expect(Object.keys(answers)).toEqual(['200']);
  await ada.get('/api/auth/me');
});

it('--revoke logs nobody out and refuses no request; only the new key is left', async () => {
  const requests = await SteadyRequests.start([ada]);
  const { code, out } = await rotate('--revoke');
  expect(code).toBe(0);
  expect(out).toContain('Old keys removed: 1.');
  await ada.get('/api/auth/me');
  expect(Object.keys(await requests.stop())).toEqual(['200']);
});

it('killed at any moment, it leaves a drive that works, and can be repeated', async () => {
  const requests = await SteadyRequests.start([ada]);
  const killedAt = async (milliseconds: number, ...args: string[]) => {
    const options = { env: { PATH: process.env['PATH'], ...env, SHOEBOX_DATA_DIR: drive.dataDir! }, stdio: 'ignore' as const };
    const child = spawn(process.execPath, ['dist/apps/admin/main.js', 'rotate-keys', ...args], options);
    const timer = setTimeout(() => child.kill('SIGKILL'), milliseconds);
    await once(child, 'exit');
    clearTimeout(timer);
  };
  // Until it has started it takes some tenths of a second.
  for (const milliseconds of [300, 400, 500, 600, 700]) await killedAt(milliseconds);
  for (const milliseconds of [500, 700, 1500]) await killedAt(milliseconds, '--revoke');
  expect((await rotate()).code).toBe(0);
  expect((await rotate('--revoke')).out).toContain('Nobody is logged out.');
  await drive.stop();
  const answers = await requests.stop();
  expect(Object.keys(answers).filter((answer) => /^\d+$/.test(answer))).toEqual(['200']);
  drive = await startDrive({ dataDir: drive.dataDir!, env });
  await ada.at(drive.url).get('/api/images');
});
