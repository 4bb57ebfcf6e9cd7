import { afterEach, beforeEach, expect, it } from 'vitest';

import { startDrive, type TestDrive } from '../harness/drive/drive.js';
import { Client } from '../harness/http/client.js';
import { ready, until } from '../harness/http/until.js';
import { jpeg } from '../harness/images/images.js';

const DAY_SECONDS = 86_400;

let drive: TestDrive;
let dataDir: string;
beforeEach(async () => {
  drive = await startDrive({ env });
  dataDir = drive.dataDir!;
});
afterEach(() => drive.close());

const env = { SHOEBOX_UPKEEP_SECONDS: '1', SHOEBOX_INTERNAL_PORT: '0' };

/** Starts it again with a clock that is so many days ahead. */
async function startAhead(days: number): Promise<void> {
  await drive.stop();
  const command = [process.execPath, '--import', './test/harness/drive/clock.mjs', 'dist/apps/all-in-one/main.js'] as const;
  drive = await startDrive({ dataDir, env: { ...env, TEST_CLOCK_AHEAD: String(days * DAY_SECONDS) }, command: [...command] });
}

/** The second turn of maintenance has ended. */
async function maintained(): Promise<void> {
  const port = await until(async () => {
    const line = drive.lines.find((text) => text.includes('on the internal port'));
    return line ? (JSON.parse(line) as { port: number }).port : null;
  });
  const turns = async () => {
    const metrics = await (await fetch(`http://127.0.0.1:${port}/metrics`)).text();
    return [/^shoebox_upkeep_last_turn_timestamp_seconds (.+)$/m.exec(metrics)?.[1] ?? '0', metrics] as const;
  };
  const first = await until(async () => ((await turns())[0] === '0' ? null : (await turns())[0]));
  await until(async () => ((await turns())[0] === first ? null : true));
}

it.each([31, -31])('one start with a clock %i days ahead keeps the trash and says so; with the right time all goes on', async (days) => {
  const ada = await Client.signUp(drive.url);
  const { id } = await ready(ada, (await ada.upload(await jpeg())).id);
  await ada.send('DELETE', `/api/images/${id}`, { status: 204 });
  await maintained();
  await startAhead(days);
  await maintained();
  expect(drive.lines.filter((line) => line.includes('the clock jumped by more than a day'))).toHaveLength(1);
  await startAhead(0);
  await maintained();
  expect(drive.lines.join('\n')).not.toContain('the clock jumped');
  const again = new Client(drive.url, ada.token, ada.user);
  await again.send('POST', `/api/images/${id}/restore`, { status: 200 });
  await again.get(`/get/${id}/o`);
});
