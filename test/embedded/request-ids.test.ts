import { afterAll, beforeAll, expect, it } from 'vitest';

import { Client, newEmail, PASSWORD } from '../harness/http/client.js';
import { startDrive, type TestDrive } from '../harness/drive/drive.js';
import { until } from '../harness/http/until.js';

let drive: TestDrive;
let ada: Client;
beforeAll(async () => {
  drive = await startDrive();
  ada = await Client.signUp(drive.url);
});
afterAll(() => drive.close());

it('ids of requests stand in the log of each service, and no secret does', async () => {
  const { requestId } = await ada.refused('NOT_FOUND', 'GET', '/api/images/nonsense');
  const service = (line: string) => (JSON.parse(line) as { service: string }).service;
  // The gateway's own line is written once the answer is out.
  await until(async () => {
    const seen = new Set(drive.lines.filter((line) => line.includes(requestId)).map(service));
    return seen.has('gateway') && seen.has('media') ? seen : null;
  });
  await new Client(drive.url).refusedJson('BAD_CREDENTIALS', 'POST', '/api/auth/login', {
    email: newEmail(),
    password: 'a secret guess',
  });
  const log = drive.lines.join('\n');
  for (const secret of [ada.token, PASSWORD, 'a secret guess']) expect(log).not.toContain(secret);
  expect(log).not.toMatch(/eyJ[\w-]+\.eyJ/);
});
