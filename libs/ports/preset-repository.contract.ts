import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import type { OpenedMedia } from './databases.contract.js';
import type { PresetRepository } from './preset-repository.js';

/** Every `PresetRepository` passes this suite. */
export function presetRepositoryContract(name: string, open: () => Promise<OpenedMedia>): void {
  describe(`${name} stores presets, which`, () => {
    let presets: PresetRepository;
    let close: () => Promise<void>;
    beforeAll(async () => {
      const opened = await open();
      ({ presets } = opened.database);
      ({ close } = opened);
    });
    afterAll(async () => close());

    it('are listed by name, and replaced by one of the same name', async () => {
      await presets.set('ada', { name: 'hero', modifiers: 'SL600' });
      await presets.set('ada', { name: 'card', modifiers: '' });
      await presets.set('bob', { name: 'hero', modifiers: 'SL9' });
      await presets.set('ada', { name: 'hero', modifiers: 'SC16,9_QL80' });
      expect(await presets.list('ada')).toEqual([
        { name: 'card', modifiers: '' },
        { name: 'hero', modifiers: 'SC16,9_QL80' },
      ]);
      expect(await presets.list('bob')).toEqual([{ name: 'hero', modifiers: 'SL9' }]);
      expect(await presets.list('nobody')).toEqual([]);
    });

    it('are removed by their own owner only, one or all', async () => {
      for (const preset of ['a', 'b', 'c']) await presets.set('many', { name: preset, modifiers: 'GR' });
      expect([await presets.remove('thief', 'a'), await presets.remove('many', 'a'), await presets.remove('many', 'a')]).toEqual([
        false,
        true,
        false,
      ]);
      expect([await presets.removeAll('many'), await presets.removeAll('many')]).toEqual([2, 0]);
      expect(await presets.list('bob')).toHaveLength(1);
    });

    it('of two owners whose ids run into the names stay apart', async () => {
      await presets.set('x', { name: 'y-z', modifiers: 'GR' });
      await presets.set('x/y-z', { name: 'a', modifiers: 'GR' });
      expect(await presets.list('x')).toHaveLength(1);
    });
  });
}
