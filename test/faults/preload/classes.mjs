// Lets a preload module change classes of the built drive: each that is named here is handed over before its first use.
import { registerHooks } from 'node:module';

const listeners = new Map();

globalThis.testClass = (name, type) => {
  for (const listener of listeners.get(name) ?? []) listener(type.prototype);
};

/** Wraps a method of classes of the build: `around(real, self, args)` is called in its place. */
export function wrap(names, method, around) {
  for (const name of names) {
    const change = (prototype) => {
      const real = prototype[method];
      if (!real) throw new Error(`${name} has no ${method} any more`);
      prototype[method] = function (...args) {
        return around((...given) => real.apply(this, given), args, this);
      };
    };
    listeners.set(name, [...(listeners.get(name) ?? []), change]);
  }
}

registerHooks({
  load(url, context, nextLoad) {
    const loaded = nextLoad(url, context);
    if (!url.includes('/dist/') || !loaded.source) return loaded;
    const source = loaded.source.toString();
    const names = [...listeners.keys()].filter((name) => source.includes(`var ${name} = class `));
    if (names.length === 0) return loaded;
    const calls = names.map((name) => `globalThis.testClass('${name}', ${name});`);
    return { ...loaded, source: `${source}\n${calls.join('\n')}\n` };
  },
});

export const STORES = ['FileObjectStore', 'S3ObjectStore'];
export const IMAGES = ['SqliteImageRepository', 'MongoImageRepository'];
export const QUEUES = ['LocalJobQueue', 'BullmqJobQueue'];
