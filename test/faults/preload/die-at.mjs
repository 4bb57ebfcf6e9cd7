// Loaded into the drive before anything else (`node --import`). Counts every step by which something becomes durable, visible or gone,
// and kills the whole process group right before the one that DIE_AT names. At a clean end it says how many there were.
import fs from 'node:fs/promises';
import { syncBuiltinESMExports } from 'node:module';
import { Worker } from 'node:worker_threads';

const dieAt = Number(process.env.DIE_AT ?? 0);
let steps = 0;

function countCalls(of, name) {
  const real = of[name];
  of[name] = function (...args) {
    steps++;
    if (steps === dieAt) process.kill(-process.pid, 'SIGKILL');
    return real.apply(this, args);
  };
}

for (const name of ['link', 'rename', 'unlink', 'rmdir', 'mkdir', 'copyFile', 'writeFile']) countCalls(fs, name);
const handle = await fs.open(process.execPath);
countCalls(Object.getPrototypeOf(handle), 'sync');
await handle.close();
// A write to a database is handed to the thread that commits it.
countCalls(Worker.prototype, 'postMessage');
syncBuiltinESMExports();

process.on('exit', () => process.stderr.write(`steps ${steps}\n`));
