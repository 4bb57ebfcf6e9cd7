import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';

import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';

import { ChildHome, mayChangeUser } from './child-home.js';
import { asUser } from './walls.js';

const DATA = 1_600_000_000;

/** What code in a child would try against another child and its parent, once it hears their process ids. */
const PAYLOAD = `
  import { chmodSync, openSync, readdirSync, readFileSync, readlinkSync, writeFileSync } from 'node:fs';
  import { createInterface } from 'node:readline';
  for await (const line of createInterface({ input: process.stdin })) {
    const { own, home, other, otherHome, folder, parent, sibling } = JSON.parse(line);
    const tries = {
      ownPicture: () => readFileSync(own, 'utf8'),
      ownFolder: () => writeFileSync(home + '/made', 'x'),
      changePicture: () => writeFileSync(own, 'x'),
      ownPictureMode: () => chmodSync(own, 0o660),
      otherPicture: () => readFileSync(other, 'utf8'),
      otherFolder: () => readdirSync(otherHome),
      writeOther: () => writeFileSync(otherHome + '/made', 'x'),
      // In a root of its own there is its own folder and nothing else.
      allFolders: () => readdirSync(folder).filter((name) => !home.endsWith(name))[0] ?? refuse(),
      parentEnvironment: () => readFileSync('/proc/' + parent + '/environ'),
      parentMemory: () => openSync('/proc/' + parent + '/mem', 'r+'),
      siblingEnvironment: () => readFileSync('/proc/' + sibling + '/environ'),
      siblingMemory: () => openSync('/proc/' + sibling + '/mem', 'r'),
      siblingFiles: () => readdirSync('/proc/' + sibling + '/fd'),
      siblingFolder: () => readlinkSync('/proc/' + sibling + '/cwd'),
      endSibling: () => process.kill(sibling, 'SIGKILL'),
      endParent: () => process.kill(parent, 0),
    };
    const refuse = () => { throw Object.assign(new Error(), { code: 'ENOENT' }); };
    const reached = {};
    for (const [name, attempt] of Object.entries(tries)) {
      try { reached[name] = attempt() ?? 'done'; } catch (error) { reached[name] = error.code; }
    }
    console.log(JSON.stringify(reached));
  }
`;

/** Processes of a user that run: one that ended may wait for its new parent to ask for its exit code. */
const processesOf = (user: number) => readdirSync('/proc').filter((pid) => /^\d+$/.test(pid) && runsAs(pid, user));

function runsAs(pid: string, user: number): boolean {
  try {
    const status = readFileSync(`/proc/${pid}/status`, 'utf8');
    return new RegExp(`^Uid:\t${user}\t`, 'm').test(status) && !/^State:\tZ/m.test(status);
  } catch {
    return false;
  }
}

describe.runIf(mayChangeUser())('children with users of their own', () => {
  let folder: string;
  const homes: ChildHome[] = [];
  const children: ChildProcess[] = [];

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'child-home-'));
    chmodSync(folder, 0o711);
  });
  afterEach(async () => {
    for (const child of children.splice(0)) child.kill('SIGKILL');
    for (const each of homes.splice(0)) await each.close();
    rmSync(folder, { recursive: true });
  });

  function home(): ChildHome {
    const made = new ChildHome(folder, true);
    homes.push(made);
    return made;
  }

  function picture(name: string): string {
    const file = join(folder, name);
    writeFileSync(file, `the picture of ${name}`, { mode: 0o600 });
    return file;
  }

  describe.each(['all walls', 'no namespaces, as in a container'])('with %s', (walls) => {
    it('reach neither each other nor their parent, in memory, files or processes', async () => {
      vi.resetModules();
      const { giveUpNamespaces, wallCommand, wallsThatHold } = await import('./walls.js');
      const full = wallsThatHold(DATA, { reads: folder, writes: null, user: null }).includes('files');
      if (walls !== 'all walls') giveUpNamespaces();
      const two = await Promise.all(
        ['one', 'two'].map(async (name) => {
          const own = home();
          const file = await own.show(picture(name));
          const scratch = { reads: null, writes: own.folder, user: own.user };
          const namespaces = full && walls === 'all walls' ? ['files', 'network'] : [];
          expect(wallsThatHold(DATA, scratch)).toEqual(['memory', 'privileges', ...namespaces, 'user']);
          const [program, ...args] = [...wallCommand(DATA, scratch), process.execPath, '--input-type=module', '-e', PAYLOAD];
          const child = spawn(program!, args, { stdio: ['pipe', 'pipe', 'inherit'], env: {} });
          children.push(child);
          return { own, file, child };
        }),
      );
      for (const [index, { own, file, child }] of two.entries()) {
        const other = two[1 - index]!;
        const told = { own: file, home: own.folder, other: other.file, otherHome: other.own.folder, folder, parent: process.pid, sibling: other.child.pid }; // prettier-ignore
        child.stdin!.write(`${JSON.stringify(told)}\n`);
        const [line] = (await once(createInterface({ input: child.stdout! }), 'line')) as [string];
        const { ownPicture, ownFolder, ...refused } = JSON.parse(line) as Record<string, unknown>;
        expect([ownPicture, ownFolder]).toEqual([`the picture of ${index === 0 ? 'one' : 'two'}`, 'done']);
        expect(Object.keys(refused)).toHaveLength(14);
        for (const [attempt, code] of Object.entries(refused)) expect(code, attempt).toMatch(/^(EACCES|EPERM|ENOENT|ESRCH|EROFS)$/);
        const limits = readFileSync(`/proc/${child.pid}/limits`, 'utf8');
        expect(/^Max processes +(\d+) +\1/m.exec(limits)?.[1]).toBe('64');
        expect(statSync(`/proc/${child.pid}`).uid).toBe(own.user);
      }
    });
  });

  it('leave no process and no file when they are gone', async () => {
    const own = home();
    await own.show(picture('one'));
    const [program, ...args] = [...asUser(own.user!), '/bin/sh', '-c', `echo x > ${own.folder}/made; sleep 1000 & sleep 1000 & echo; wait`];
    const child = spawn(program!, args, { stdio: ['ignore', 'pipe', 'inherit'], detached: true });
    await once(child.stdout, 'data');
    expect(processesOf(own.user!).length).toBeGreaterThanOrEqual(3);
    await own.close();
    try {
      await expect.poll(() => processesOf(own.user!)).toEqual([]);
      expect(existsSync(own.folder)).toBe(false);
    } finally {
      for (const pid of processesOf(own.user!)) process.kill(Number(pid), 'SIGKILL');
    }
  });

  it('never have the same one, nor one that somebody has', async () => {
    const [one, two] = [home(), home()];
    expect(one.user).not.toBe(two.user);
    const next = two.user! + 1;
    const [program, ...args] = [...asUser(next), '/bin/sh', '-c', 'echo; read -r _'];
    const child = spawn(program!, args, { stdio: ['pipe', 'pipe', 'inherit'] });
    children.push(child);
    await once(child.stdout, 'data');
    expect(home().user).toBe(next + 1);
  });
});
