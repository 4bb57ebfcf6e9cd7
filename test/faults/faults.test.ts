import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { afterAll, describe, expect, it } from 'vitest';

import { Random } from '../harness/images/random.js';
import { isInstalled, missingOwnServers } from '../harness/servers/own-servers.js';
import { Campaign } from './campaign.js';
import { EmbeddedForm } from './embedded-form.js';
import type { Form } from './form.js';
import { StackForm } from './stack-form.js';

/** `npm run faults` sets them. */
const FORM = process.env['TEST_FAULTS_FORM'];
const MINUTES = process.env['TEST_FAULTS_MINUTES'];
const BESIDE = process.env['TEST_FAULTS_BESIDE'];
/** Groups of faults in the short form. */
const GROUPS = { embedded: 5, stack: 4, versitygw: 2 } as const;
const SHORT = { atOnce: 3, bursts: 1, calm: 2 } as const;
const LONG = { atOnce: 4, bursts: 5, calm: 12 } as const;
// In the long form there are thousands of objects; a turn each second would take what the processes under test need.
const STACK_ENV: Record<string, string> = MINUTES ? { SHOEBOX_UPKEEP_SECONDS: '3' } : {};
const missing = missingOwnServers();

const FORMS = {
  embedded: () => EmbeddedForm.start(),
  stack: () => StackForm.start(STACK_ENV, 's3', BESIDE),
  // The same stack on another S3 server, where that is installed.
  versitygw: () => StackForm.start(STACK_ENV, 'versitygw'),
} satisfies Record<keyof typeof GROUPS, () => Promise<Form>>;

const names = (Object.keys(FORMS) as (keyof typeof FORMS)[]).filter((name) => name !== 'versitygw' || isInstalled('versitygw'));

describe.concurrent.each(names)('%s', (name) => {
  const why = name !== 'embedded' && missing ? `skipped: ${missing}` : 'faults';
  describe.skipIf(why !== 'faults' || (FORM && FORM !== name))(why, () => {
    let form: Form | undefined;
    let folder: string | undefined;
    afterAll(async () => {
      await form?.close();
      if (folder && !MINUTES) await rm(folder, { recursive: true });
    });

    it('what was acknowledged is there, whole, once, and what was deleted stays away', { timeout: 4 * 3_600_000 }, async () => {
      folder = await mkdtemp(join(tmpdir(), 'shoebox-ledger-'));
      form = await FORMS[name]();
      const length = MINUTES ? { minutes: Number(MINUTES), ...LONG } : { groups: GROUPS[name], ...SHORT };
      const log = MINUTES ? (line: string) => console.log(line) : undefined;
      const running = Campaign.run(form, { random: new Random(), ...length, folder, ...(log && { log }) });
      // Vitest tells of it only when the other form has ended, too.
      running.catch((error: unknown) => log?.(`${name} has ended: ${String(error)}`));
      const campaign = await running;
      const kinds = [...campaign.counts].toSorted().map(([kind, count]) => `${kind} ${count}`);
      console.log(`${name}: ${campaign.summary}\n${kinds.join(', ')}`);
      expect(campaign.wrong).toEqual({});
    });
  });
});
