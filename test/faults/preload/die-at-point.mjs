// Kills the process when it passes the point that DIE_AT_POINT names for the time that DIE_AT_TIME says.
//   U1 headers read · U2 half a body · U3 file received, not stored · U4 object stored · U5 before the commit · U6 after it · U7 job added
//   W1 job taken · W2 original read · W3 one variant stored · W4 before "ready" · W5 after it
//   D1 row marked for removal · D2 tombstone stored · D3 objects removed · G1 maintenance has listed and not yet removed
import { IMAGES, QUEUES, STORES, wrap } from './classes.mjs';

let left = Number(process.env.DIE_AT_TIME ?? 1);

function pass(point) {
  if (point !== process.env.DIE_AT_POINT || --left !== 0) return;
  try {
    process.kill(-process.pid, 'SIGKILL');
  } catch {
    process.kill(process.pid, 'SIGKILL');
  }
}

/** A call during which the process may die: before it, after it. */
function points(names, method, before, after) {
  wrap(names, method, async (real, args) => {
    const first = before(...args);
    if (first) pass(first);
    const result = await real(...args);
    const second = after(...args);
    if (second) pass(second);
    return result;
  });
}

const never = () => null;
const isOriginal = (key) => key.endsWith('/original');
const isTombstone = (key) => key.startsWith('removed/');
const isVariant = (key) => /\/\d+-\d+\//.test(key);

points(
  ['BodyReceiver'],
  'receive',
  () => 'U1',
  () => 'U3',
);
wrap(['TemporaryFile'], 'write', (real, args) => {
  pass('U2');
  return real(...args);
});
points(STORES, 'put', never, (key) => (isOriginal(key) ? 'U4' : isTombstone(key) ? 'D2' : isVariant(key) ? 'W3' : null));
points(STORES, 'fetch', never, () => 'W2');
points(
  STORES,
  'remove',
  (keys) => (keys.length === 1 && isVariant(keys[0]) ? 'G1' : null),
  (keys) => (keys.some(isOriginal) ? 'D3' : null),
);
points(
  IMAGES,
  'update',
  (_id, _condition, { set, content }) => (content === 'claim' ? 'U5' : set?.state === 'ready' ? 'W4' : null),
  (_id, _condition, { set, content }) =>
    content === 'claim' ? 'U6' : set?.state === 'ready' ? 'W5' : set?.state === 'purging' ? 'D1' : null,
);
points(QUEUES, 'add', never, () => 'U7');
points(['VariantMaker'], 'make', () => 'W1', never);
