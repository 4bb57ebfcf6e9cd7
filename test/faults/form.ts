import type { StoredRow } from '../harness/drive/data-dir.js';
import type { Random } from '../harness/images/random.js';
import type { Site } from './site.js';

/** Something that goes wrong. */
export interface Fault {
  name: string;
  /** What it befalls; a group has one fault for each. */
  target: string;
  /** Of these a group has one at most. */
  kind?: 'clock';
  /** Resolves with what mends it. */
  inject: (random: Random) => Promise<() => Promise<void>>;
}

/** A drive that can be broken. */
export interface Form {
  name: string;
  site: Site;
  faults: readonly Fault[];
  /** What lies in its database and store, seen past the drive. */
  stored: { rows(): Promise<StoredRow[]>; objects(): Promise<string[]> };
  /** Brings back whatever is not there after all faults were mended. Resolves with what ended by itself, in words. */
  restored: () => Promise<string[]>;
  close: () => Promise<void>;
}
