import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { deserialize, serialize } from 'node:v8';

import type { Account } from '../check/expected.js';
import type { Event } from './trace.js';

/** What was recorded, as it can be kept: times and ids differ from record to record, so a state can only be had again from the same one. */
export interface Recorded {
  events: Event[];
  accounts: Account[];
}

/** The record in the file if there is one, else a new one, which is then kept there. */
export async function recordIn(path: string | undefined, make: () => Promise<Recorded>): Promise<Recorded> {
  if (path !== undefined && existsSync(path)) return deserialize(readFileSync(path)) as Recorded;
  const recorded = await make();
  if (path !== undefined) writeFileSync(path, serialize(recorded));
  return recorded;
}
