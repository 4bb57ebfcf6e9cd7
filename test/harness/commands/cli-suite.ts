import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { afterAll, afterEach, beforeAll, beforeEach } from 'vitest';

import { Cli } from './cli.js';
import { Client } from '../http/client.js';
import { openDrive, type TestDrive } from '../drive/drive.js';

export interface CliSuite {
  /** Somebody new. */
  ada: Client;
  /** Her command line, logged in. */
  cli: Cli;
  /** An empty one. */
  folder: string;
}

/** One drive for the tests of a file, each with a person, a command line and a folder of its own, which `use` is handed. */
export function cliSuite(use: (given: CliSuite) => void): void {
  let drive: TestDrive;
  let given: CliSuite;
  beforeAll(async () => {
    drive = await openDrive();
  });
  afterAll(() => drive.close());
  beforeEach(async () => {
    const ada = await Client.signUp(drive.url);
    given = { ada, cli: await Cli.loggedIn(ada), folder: await mkdtemp(join(tmpdir(), 'shoebox-folder-')) };
    use(given);
  });
  afterEach(async () => {
    await given.cli.close();
    await rm(given.folder, { recursive: true });
  });
}
