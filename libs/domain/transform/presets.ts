import { type Area, layout } from '#libs/domain/transform/layout.js';
import { BadTransform } from '#libs/domain/transform/modifiers.js';
import { parseTransform, type Transform } from '#libs/domain/transform/transform.js';

/** Modifiers by the names that stand for them in addresses: `hero` in `ID.hero.webp`. */
export type Presets = ReadonlyMap<string, string>;

export const NO_PRESETS: Presets = new Map();

/** One less than in an address: a share puts a size before them. */
const MAX_PRESET_MODIFIERS = 11;

/**
 * Checks presets as the settings have them. @throws BadTransform with the name of the one that can't be
 */
export function checkPresets(presets: Presets): void {
  for (const [name, modifiers] of presets) {
    try {
      const { dpr } = parseTransform(modifiers, 'auto');
      if (dpr !== 1) throw new BadTransform('a preset says its sizes itself; leave DPR out.');
      if (modifiers.split('_').length > MAX_PRESET_MODIFIERS)
        throw new BadTransform(`a preset has at most ${MAX_PRESET_MODIFIERS} modifiers.`);
    } catch (error) {
      throw error instanceof BadTransform ? new BadTransform(`The preset ${name} can’t be: ${error.message}`) : error;
    }
  }
}

/** A transform of what a share gives of a picture. @param longest its longest side; null: all of it */
export function boundedBy(longest: number | null, transform: Transform): Transform {
  return longest === null ? transform : { ...transform, steps: [{ name: 'SL', values: [longest] }, ...transform.steps] };
}

/** The size that a preset gives of a picture of this size; null when it can't be made of it. */
export function presetSize(modifiers: string, whole: Area, longest: number | null = null): Area | null {
  try {
    const { width, height } = layout(boundedBy(longest, parseTransform(modifiers, 'auto')), whole).result;
    return { width, height };
  } catch (error) {
    if (error instanceof BadTransform) return null;
    throw error;
  }
}
