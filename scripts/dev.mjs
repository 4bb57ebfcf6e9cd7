import './node-version.mjs';

import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { rmSync, watch } from 'node:fs';

import { runAll, tool } from './run.mjs';
import { BUILT } from './stale.mjs';

/** Milliseconds without a change in dist before the drive restarts: a build writes its files one after another. */
const QUIET = 500;

// The first build is complete. Then each compiler watches its own sources, and keeps icons and compressed files, which it would not make
// again.
await runAll([[process.execPath, 'scripts/build.mjs']]);
const compilers = [
  tool('vite/bin/vite.js', 'build', '--config', 'vite.server.config.ts', '--watch', '--logLevel', 'warn'),
  tool('vite/bin/vite.js', 'build', '--no-emptyOutDir', '--watch', '--logLevel', 'warn'),
].map(([command, ...args]) => spawn(command, args, { stdio: 'inherit' }));

// `node --watch` would send its own messages to worker threads.
const start = () => spawn(process.execPath, ['dist/apps/all-in-one/main.js', ...process.argv.slice(2)], { stdio: 'inherit' });
let drive = start();
let restarting = Promise.resolve();
async function stop() {
  // A killed process has no exit code, and no second exit event.
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
    // The output is not a complete build: changed files are not compressed. The next start builds again.
    rmSync(BUILT, { force: true });
    process.exit(0);
  });
}
