import { fork } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const LOOP = fileURLToPath(import.meta.resolve('./sharp-loop.mjs'));

/** The bare loop in a process of its own, warm like the drive's. */
export async function startLoop() {
  const child = fork(LOOP);
  await once(child, 'message');
  const folder = mkdtempSync(join(tmpdir(), 'shoebox-bench-loop-'));
  return {
    /** Milliseconds for all files, and for each until its smallest size was there. */
    async run(files, atOnce) {
      const answer = once(child, 'message');
      child.send({ files, atOnce, folder });
      return (await answer)[0];
    },
    stop() {
      child.disconnect();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
