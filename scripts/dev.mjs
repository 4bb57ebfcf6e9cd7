import './node-version.mjs';

import { spawn } from 'node:child_process';

import { runAll, tool } from './run.mjs';

// The first build is whole, so that the server finds everything it reads; then each part watches its own sources.
await runAll([[process.execPath, 'scripts/build.mjs']]);
const drive = ['--watch-path=dist', '--watch-preserve-output', '--enable-source-maps', 'dist/apps/all-in-one/main.js'];
const watchers = [
  tool('typescript/bin/tsc', '-p', 'tsconfig.build.json', '--watch', '--preserveWatchOutput'),
  tool('vite/bin/vite.js', 'build', '--watch', '--logLevel', 'warn'),
  [process.execPath, ...drive, ...process.argv.slice(2)],
].map(([command, ...args]) => spawn(command, args, { stdio: 'inherit' }));

/** One that ends takes the others with it. */
const stop = () => watchers.forEach((watcher) => watcher.kill());
for (const watcher of watchers) watcher.once('exit', stop);
process.on('SIGINT', stop).on('SIGTERM', stop);
