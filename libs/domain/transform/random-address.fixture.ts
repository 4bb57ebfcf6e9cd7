import { FORMAT_NAMES, MAX_MODIFIERS, MODIFIERS, type Modifier } from './modifiers.js';

/** A source of numbers from 0 to 1 that are the same for the same seed (mulberry32). */
export function randomFrom(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** Valid modifiers and an ending, made of the table. @param largest the largest number of pixels that a size says */
export function randomAddress(random: () => number, { largest = 2_000 } = {}): { modifiers: string[]; extension: string } {
  const pick = <T>(list: readonly T[]): T => list[Math.floor(random() * list.length)]!;
  const extension = pick([...FORMAT_NAMES, 'auto']);
  const once = new Set<string>();
  const modifiers: string[] = [];
  for (let count = Math.floor(random() * (MAX_MODIFIERS + 1)); count > 0; count--) {
    const [name, modifier] = pick(Object.entries(MODIFIERS as Record<string, Modifier>));
    if (name === 'KB' && (extension === 'png' || once.has('QL'))) continue;
    if (name === 'QL' && once.has('KB')) continue;
    if (['QL', 'KB', 'DPR'].includes(name) && once.has(name)) continue;
    once.add(name);
    const number = ({ min, decimals = 0 }: Modifier['parameters'][number], limit: number): string => {
      const value = min + random() * (limit - min);
      const text = random() < 0.3 && decimals > 0 ? value.toFixed(decimals) : String(Math.max(min, Math.round(value)));
      return random() < 0.1 && !text.startsWith('-') ? `00${text}` : text;
    };
    if (name === 'BG') modifiers.push(`BG${pick(['ffffff', '000000', 'FFF8e0', 'FFFFFF'])}`);
    else if (name === 'CRP') {
      const [x, y] = [Math.floor(random() * 99), Math.floor(random() * 99)];
      modifiers.push(`CRP${x},${y},${1 + Math.floor(random() * (99 - x))},${1 + Math.floor(random() * (99 - y))}`);
    } else {
      // A rectangle in pixels that lies far away is in no picture.
      const limit = name === 'CR' ? 60 : largest;
      const values = modifier.parameters.map((parameter) => number(parameter, Math.min(parameter.max, limit)));
      if (modifier.word !== undefined && random() < 0.3) values.push(modifier.word);
      const text = `${name}${values.join(',')}`;
      modifiers.push(random() < 0.2 ? text.toLowerCase() : text);
    }
  }
  return { modifiers, extension };
}
