import { readdirSync, readFileSync } from 'node:fs';

import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import type { Image } from '#libs/api/image.js';

import { send as request } from '../harness/http/answer.js';
import { Client, uploadPath } from '../harness/http/client.js';
import { checkContract } from '../harness/http/contract.js';
import { openDrive, type TestDrive } from '../harness/drive/drive.js';
import { settled } from '../harness/http/until.js';

const FOLDER = new URL('../fixtures/pngsuite/', import.meta.url);
const FILES = readdirSync(FOLDER).filter((name) => name.endsWith('.png'));

/** The result for a file: `ready`, or the code of its refusal or rejection. */
type Outcome = 'ready' | { refused: string } | { rejected: string };

let drive: TestDrive;
let ada: Client;
beforeAll(async () => {
  drive = await openDrive();
  ada = await Client.signUp(drive.url);
});
afterAll(() => drive.close());

async function send(name: string): Promise<Outcome> {
  const answer = await request(drive.url, {
    method: 'POST',
    path: uploadPath({ name }),
    headers: { authorization: `Bearer ${ada.token}` },
    body: readFileSync(new URL(name, FOLDER)),
  });
  checkContract(answer);
  // Six files have the same bytes under another name and return the existing image (200).
  if (answer.status >= 300) return { refused: answer.json<{ code: string }>().code };
  const image = await settled(ada, answer.json<Image>().id);
  return image.state === 'ready' ? 'ready' : { rejected: image.reason?.code ?? 'no reason' };
}

describe('PngSuite', () => {
  it('processes the 161 valid files, and refuses or rejects the 14 corrupt ones with a reason', async () => {
    const outcomes = new Map<string, Outcome>();
    const left = [...FILES];
    const sender = async (): Promise<void> => {
      for (let name = left.pop(); name; name = left.pop()) outcomes.set(name, await send(name));
    };
    await Promise.all([sender(), sender(), sender(), sender()]);
    const corrupt = FILES.filter((name) => name.startsWith('x'));
    const valid = FILES.filter((name) => !name.startsWith('x'));
    expect([valid.length, corrupt.length]).toEqual([161, 14]);
    expect(valid.filter((name) => outcomes.get(name) !== 'ready')).toEqual([]);
    // Files without the PNG signature are refused as no image.
    const reasons = /^(BROKEN_IMAGE|UNSUPPORTED_TYPE)$/;
    for (const name of corrupt) {
      const outcome = outcomes.get(name) as { refused?: string; rejected?: string };
      expect(outcome.refused ?? outcome.rejected, name).toMatch(reasons);
    }
  }, 600_000);
});
