// Puts one bug into the drive, named by PLANTED, that the checker must find.
import { copyFile } from 'node:fs/promises';
import { setTimeout as wait } from 'node:timers/promises';

import { IMAGES, STORES, wrap } from './classes.mjs';

/** Milliseconds: much longer than the drive lives after an upload in the test that plants this. */
const LATE = 60_000;
const PAUSE = 50;

const publishes = ({ sizes = {} }) => Object.values(sizes).find(({ state }) => state === 'ready');

const bugs = {
  /** An upload is answered before its object is stored. */
  'acknowledged-too-early'() {
    wrap(STORES, 'put', async (real, [key, file, options]) => {
      if (!key.endsWith('/original')) return real(key, file, options);
      await copyFile(file, `${file}-late`);
      void wait(LATE).then(() => real(key, `${file}-late`, options));
    });
  },

  /** The bytes of a picture claim no unique key. */
  'no-unique-key'() {
    wrap(IMAGES, 'findByHash', async () => null);
    wrap(IMAGES, 'update', (real, [id, condition, change]) => real(id, condition, { ...change, content: undefined }));
  },

  /** The first attempt publishes although another has finished meanwhile. */
  'no-generation-check'() {
    wrap(IMAGES, 'update', async (real, [id, condition, change], self) => {
      if (!publishes(change)) return real(id, condition, change);
      if (condition.attempt === 1) while ((await self.find(id)).state !== 'ready') await wait(PAUSE);
      return real(id, {}, change);
    });
  },

  /** Maintenance removes whatever no row names, however young it is: each variant before it is published. */
  'no-grace'() {
    const removed = new Set();
    wrap(STORES, 'remove', async (real, [keys]) => {
      await real(keys);
      for (const key of keys) removed.add(key);
    });
    wrap(IMAGES, 'update', async (real, [id, condition, change]) => {
      const record = publishes(change);
      while (record && !removed.has(record.key)) await wait(PAUSE);
      return real(id, condition, change);
    });
    wrap(['StoreAudit'], 'removeUnnamedVariants', (real, args, self) => {
      self.startsAgainAt = 0;
      return real(...args);
    });
    wrap(['StoreAudit'], 'isUnnamedVariant', async (_, [{ key }], self) => {
      const id = /^[^/]+\/([^/]+)\/\d+-\d+\//.exec(key)?.[1];
      return id !== undefined && !JSON.stringify((await self.images.find(id))?.sizes ?? {}).includes(key);
    });
  },
};

bugs[process.env.PLANTED]();
