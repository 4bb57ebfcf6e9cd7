import { spawn } from 'node:child_process';

/** Runs a command in this terminal and resolves with its exit code. */
export function run(command, args, options = {}) {
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, { stdio: 'inherit', ...options });
    child.once('error', reject);
    child.once('exit', (code, signal) => resolve(signal ? 1 : code));
  });
}

/** Runs commands one after another. The first that fails ends this process with its exit code. */
export async function runAll(steps) {
  for (const [command, ...args] of steps) {
    const code = await run(command, args);
    if (code !== 0) process.exit(code);
  }
}

/** A tool of node_modules, run by this Node: its first line could find another one. */
export function tool(path, ...args) {
  return [process.execPath, `node_modules/${path}`, ...args];
}
