import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { afterEach, describe, expect, it } from 'vitest';
import { readUsage, watchUsage } from './watchdog.js';

describe.runIf(existsSync('/proc/self/stat'))('usage', () => {
  let child: ChildProcess;
  afterEach(async () => {
    child.kill('SIGKILL');
    await once(child, 'exit');
  });

  /** A process that has run the first code and is running the second. */
  async function start(first: string, then: string): Promise<number> {
    child = spawn(process.execPath, ['-e', `${first}; process.stdout.write('up', () => { ${then} })`], {
      stdio: ['pipe', 'pipe', 'ignore'],
    });
    await once(child.stdout as NonNullable<typeof child.stdout>, 'data');
    return child.pid as number;
  }

  it('reports a process that used more CPU than its limit', async () => {
    const pid = await start('', 'for (;;);');
    const over = await new Promise((resolve) => watchUsage(pid, { cpuSeconds: 0.3, residentBytes: 1e12 }, resolve));
    expect(over).toBe('cpu');
    expect(readUsage(pid)?.cpuSeconds).toBeGreaterThan(0.3);
  });

  it('reports a process that used more memory than its limit', async () => {
    const pid = await start('const a = Buffer.alloc(3e8, 1)', 'setInterval(() => a, 1e6)');
    const over = await new Promise((resolve) => watchUsage(pid, { cpuSeconds: 1000, residentBytes: 2e8 }, resolve));
    expect(over).toBe('memory');
  });

  it('counts from the start of the watch, and uses the clock only for a process that hangs', async () => {
    const pid = await start('while (process.cpuUsage().user < 4e5)', 'process.stdin.resume()');
    // It used 0.4 seconds before, more than the limit, yet the clock ends the watch.
    const over = await new Promise((resolve) => watchUsage(pid, { cpuSeconds: 0.1, residentBytes: 1e12 }, resolve));
    expect(over).toBe('time');
  });

  it('returns null for a process that does not exist', async () => {
    await start('', 'process.stdin.resume()');
    expect(readUsage(0x7fffffff)).toBeNull();
  });
});
