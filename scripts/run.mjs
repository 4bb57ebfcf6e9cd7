import { spawn } from 'node:child_process';

/** Runs a command with this Node and the terminal, and resolves with its exit code. */
export function run(command, args, options = {}) {
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, { stdio: 'inherit', ...options });
    child.once('error', reject);
    child.once('exit', (code, signal) => resolve(signal ? 1 : code));
  });
}

/** Runs the steps in turn and ends this process with the code of the first that fails. */
export async function runAll(steps) {
  for (const [command, ...args] of steps) {
    const code = await run(command, args);
    if (code !== 0) process.exit(code);
  }
}

/** A tool of node_modules, run by this very Node: its own first line might find another. */
export function tool(path, ...args) {
  return [process.execPath, `node_modules/${path}`, ...args];
}
