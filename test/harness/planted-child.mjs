// What code of a picture would do that took over a decoder child: tests put this file over the child's (dist/libs/imaging/decoder/child.js).
// It reads its picture, looks for another child that works at the same time, tries to reach everything that is not its own, and answers
// with the names of what it reached, as the reason for which the picture is refused (libs/imaging/decoder/protocol.ts).
import { chmodSync, openSync, readdirSync, readFileSync, readlinkSync, writeFileSync } from 'node:fs';
import { connect, Socket } from 'node:net';
import { networkInterfaces } from 'node:os';
import { basename, dirname, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

const channel = new Socket({ fd: 3 });
let received = Buffer.alloc(0);

function say(head, body = Buffer.alloc(0)) {
  const text = Buffer.from(JSON.stringify(head));
  const lengths = Buffer.alloc(8);
  lengths.writeUInt32BE(text.length, 0);
  lengths.writeUInt32BE(body.length, 4);
  channel.write(Buffer.concat([lengths, text, body]));
}

/** What it says of a picture that ends with LIE: that a file of the machine is the result. */
const LIES = {
  header: [{ kind: 'header', header: { type: 'image/jpeg', width: 1, height: 1, takenAt: null, exif: null, file: '/etc/passwd' } }],
  render: [{ kind: 'variant', name: 's', file: '/etc/passwd' }],
  check: [{ kind: 'variant', name: 's' }, Buffer.from('<script>alert(1)</script>')],
};

channel.on('error', () => undefined).on('close', () => process.kill(process.pid, 'SIGKILL'));
channel.on('data', async (chunk) => {
  received = Buffer.concat([received, chunk]);
  if (received.length < 8 || received.length < 8 + received.readUInt32BE(0)) return;
  const { kind, file } = JSON.parse(received.toString('utf8', 8, 8 + received.readUInt32BE(0)));
  received = Buffer.alloc(0);
  say({ kind: 'begun' });
  if (readFileSync(file).subarray(-3).toString() === 'LIE') say(...LIES[kind]);
  else say({ kind: 'refused', code: 'BROKEN_IMAGE', detail: `${JSON.stringify(await attack(file))}.` });
});
say({ kind: 'ready' });

/** Processes that are seen here, but this one. None where there is no /proc. */
const others = () => list('/proc').filter((pid) => /^\d+$/.test(pid) && Number(pid) !== process.pid);

/** Another child, which runs the same file. */
function findSibling() {
  const own = process.argv[1];
  return others().find((pid) => pid !== `${process.ppid}` && readable(() => readFileSync(`/proc/${pid}/cmdline`, 'utf8')).includes(own));
}

function list(folder) {
  try {
    return readdirSync(folder);
  } catch {
    return [];
  }
}

function readable(read) {
  try {
    return read();
  } catch {
    return '';
  }
}

const connects = (...where) =>
  new Promise((resolve, reject) => {
    const socket = connect(...where, () => resolve(socket.destroy())).once('error', reject);
    socket.setTimeout(3_000, () => reject(new Error('no answer')));
  });

async function attack(file) {
  const bytes = readFileSync(file).length;
  let sibling;
  for (let left = 150; left > 0 && !sibling && others().length > 0; left--) if (!(sibling = findSibling())) await sleep(100);
  const parent = process.ppid;
  const status = readable(() => readFileSync('/proc/self/status', 'utf8'));
  const scratch = dirname(dirname(file));
  const write = (path) => () => writeFileSync(path, 'x');
  const tries = {
    environments: () => refuseUnless(others().some((pid) => readable(() => readFileSync(`/proc/${pid}/environ`, 'utf8')) !== '')),
    parentMemory: () => openSync(`/proc/${parent}/mem`, 'r+'),
    siblingMemory: () => openSync(`/proc/${sibling}/mem`, 'r'),
    siblingFiles: () => readdirSync(`/proc/${sibling}/fd`),
    siblingRoot: () => readlinkSync(`/proc/${sibling}/root`),
    // In a root of its own there is the way to its own folder and nothing else.
    pictures: () => refuseUnless(readdirSync(scratch).some((name) => name !== basename(dirname(file)))),
    data: () => refuseUnless(readdirSync(dirname(scratch)).some((name) => name !== basename(scratch))),
    change: () => chmodSync(file, 0o660),
    secrets: () => readdirSync('/run/secrets'),
    socketFolder: () => readdirSync('/run/decoder'),
    socket: () => connects('/run/decoder/decoder.sock'),
    network: () => refuseUnless(Object.values(networkInterfaces()).some((all) => all.some(({ internal }) => !internal))),
    outside: () => connects(80, '1.1.1.1'),
    store: () => connects(9000, 'minio'),
    endParent: () => process.kill(parent, 0),
    endSibling: () => process.kill(Number(sibling), 0),
    endFirst: () => process.kill(1, 0),
    root: () => (process.getuid() === 0 ? readdirSync('/root') : process.setuid(0)),
    capabilities: () => refuseUnless(status !== '' && !(/^CapEff:\t0+$/m.test(status) && /^NoNewPrivs:\t1$/m.test(status))),
    program: write('/app/planted'),
    driveFolder: write(join(dirname(scratch), 'planted')),
    scratchFolder: write(join(scratch, 'planted')),
    temporary: write('/tmp/planted'),
    varTemporary: write('/var/tmp/planted'),
    shared: write('/dev/shm/planted'),
    runFolder: write('/run/decoder/planted'),
  };
  const reached = [];
  for (const [name, attempt] of Object.entries(tries)) {
    try {
      await attempt();
      reached.push(name);
    } catch {
      // Refused, as it should be.
    }
  }
  return { bytes, sibling: sibling !== undefined, tried: Object.keys(tries).length, reached };
}

function refuseUnless(isReached) {
  if (!isReached) throw new Error('not reached');
}
