import './node-version.mjs';

import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { rmSync, watch } from 'node:fs';

import { runAll, tool } from './run.mjs';
import { BUILT } from './stale.mjs';

/** Milliseconds without a further change in dist before the drive starts again: a build writes its files one after another. */
const QUIET = 500;

// The first build is whole, so that the server finds everything it reads; then each compiler watches its own sources, and leaves the icons
// and what was compressed where it is: nothing would make it again, neither here nor at the next start.
await runAll([[process.execPath, 'scripts/build.mjs']]);
const compilers = [
  tool('vite/bin/vite.js', 'build', '--config', 'vite.server.config.ts', '--watch', '--logLevel', 'warn'),
  tool('vite/bin/vite.js', 'build', '--no-emptyOutDir', '--watch', '--logLevel', 'warn'),
].map(([command, ...args]) => spawn(command, args, { stdio: 'inherit' }));

// Not by `node --watch`: that puts messages of its own among those of worker threads.
const start = () => spawn(process.execPath, ['dist/apps/all-in-one/main.js', ...process.argv.slice(2)], { stdio: 'inherit' });
let drive = start();
let restarting = Promise.resolve();
async function stop() {
  // One that was killed has no exit code either, and says no second time that it ended.
  if (drive.exitCode !== null || drive.signalCode !== null) return;
  drive.kill();
  await once(drive, 'exit');
}
async function restart() {
  await stop();
  drive = start();
}

let quiet;
watch('dist', { recursive: true }, () => {
  clearTimeout(quiet);
  quiet = setTimeout(() => (restarting = restarting.then(restart)), QUIET);
});

for (const signal of ['SIGINT', 'SIGTERM']) {
  process.on(signal, async () => {
    for (const compiler of compilers) compiler.kill();
    await stop();
    // What the compilers leave has no icons and nothing compressed: no whole build for who starts the drive later.
    rmSync(BUILT, { force: true });
    process.exit(0);
  });
}
