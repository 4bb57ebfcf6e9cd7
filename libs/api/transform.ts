import { z } from 'zod';

import { FORMAT_NAMES, MODIFIERS, type Modifier } from '#libs/domain/transform/modifiers.js';

import { BytesQuery } from './image-queries.js';

export const TransformQuery = BytesQuery.omit({ exact: true });
export type TransformQuery = z.output<typeof TransformQuery>;

/** The last segment of an image address; what is wrong in it is answered with what would do. */
export const TransformAddress = z
  .string()
  .meta({ description: 'The id, modifiers between underscores, and a format.', example: '01kdc7q3v8x2m4n6p8r0s2t4v6._SL600_QL75_.webp' });

const Parameter = z
  .object({ name: z.string(), min: z.number(), max: z.number(), decimals: z.int().meta({ description: 'Digits after the point.' }) })
  .meta({ id: 'TransformParameter' });

export const Presets = z.array(z.object({ name: z.string(), modifiers: z.string() }));
export type Presets = z.output<typeof Presets>;

export const Transforms = z
  .object({
    modifiers: z.array(
      z
        .object({ name: z.string(), example: z.string(), summary: z.string(), parameters: z.array(Parameter) })
        .meta({ id: 'TransformModifier' }),
    ),
    presets: Presets.meta({ description: 'What a name stands for: `hero` in `ID.hero.webp`.' }),
    formats: z.array(z.string()),
    maxModifiers: z.int(),
    maxSide: z.int(),
    maxPixels: z.int(),
  })
  .meta({ id: 'Transforms' });
export type Transforms = z.output<typeof Transforms>;

/** The table of modifiers, as the API shows it. */
export function modifierList(): Transforms['modifiers'] {
  return Object.entries(MODIFIERS as Record<string, Modifier>).map(([name, { example, summary, parameters }]) => ({
    name,
    example,
    summary,
    parameters: parameters.map(({ decimals = 0, ...parameter }) => ({ ...parameter, decimals })),
  }));
}

export const EXTENSIONS = [...FORMAT_NAMES, 'auto'] as const;
