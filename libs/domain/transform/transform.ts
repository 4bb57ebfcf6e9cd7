import {
  ALIASES,
  BadTransform,
  FORMATS,
  FORMAT_NAMES,
  MAX_MODIFIERS,
  MAX_SIDE,
  MODIFIER_NAMES,
  MODIFIERS,
} from '#libs/domain/transform/modifiers.js';
import type { Format, Modifier, ModifierName } from '#libs/domain/transform/modifiers.js';

/** One change of the picture. Colours are six hexadecimal digits in upper case; null: none was said. */
export type Step =
  | { name: 'SL' | 'SX' | 'SY' | 'BL' | 'SH' | 'PE'; values: readonly number[] }
  | { name: 'SE' | 'CR' | 'CRP' | 'BO'; values: readonly number[] }
  | { name: 'SR' | 'PT'; values: readonly number[]; background: string | null }
  /** The focal point in percent, or `attention`. */
  | { name: 'SC'; values: readonly number[]; focus: readonly number[] | 'attention' }
  | { name: 'FLH' | 'FLV' | 'GR' | 'BW'; values: readonly number[] };

/** What is made of an image. Two addresses with the same canonical form have equal ones. */
export interface Transform {
  /** From left to right. */
  steps: readonly Step[];
  /** `auto`: what the client likes best. */
  format: Format | 'auto';
  /** null: the default of the format. */
  quality: number | null;
  /** Thousand bytes that the result has at most; null: any number. */
  kilobytes: number | null;
  /** What sizes are multiplied by. */
  dpr: number;
  /** Behind what is transparent in a jpg; null: white. */
  matte: string | null;
}

export const MIDDLE: readonly number[] = [50, 50];
const WHITE = 'FFFFFF';

/** A modifier as it was written: its name, and what follows. */
interface Written {
  text: string;
  name: ModifierName;
  values: readonly number[];
  /** The word that may follow the values, or the digits of a colour. */
  word: string | null;
}

/**
 * Reads the modifiers of an address, such as `SL600_QL75` (without the underscores around them, in any case), and its ending.
 * @throws BadTransform
 */
export function parseTransform(modifiers: string, extension: string): Transform {
  const format = parseFormat(extension);
  const texts = modifiers === '' ? [] : modifiers.split('_');
  if (texts.length > MAX_MODIFIERS) {
    throw new BadTransform(`These are ${texts.length} modifiers, and an address has at most ${MAX_MODIFIERS}. Leave some out.`);
  }
  const written = texts.map(parseModifier);
  const once = (name: 'QL' | 'KB' | 'DPR'): Written | undefined => {
    const [first, ...others] = written.filter((modifier) => modifier.name === name);
    const other = others.find(({ values }) => values[0] !== first!.values[0]);
    if (other) throw new BadTransform(`${first!.text} and ${other.text} contradict each other; leave one of them out.`);
    return first;
  };
  const [ql, kb, dpr] = [once('QL'), once('KB'), once('DPR')];
  if (ql && kb) throw new BadTransform(`${kb.text} finds the quality by itself; leave ${ql.text} out, or ${kb.text}.`);
  if (kb && format === 'png')
    throw new BadTransform(`${kb.text} needs a format that has a quality; end the address in .jpg, .webp or .avif.`);
  const sizes = written.filter(({ name }) => (MODIFIERS[name] as Modifier).isSize);
  const times = dpr?.values[0] ?? 1;
  for (const { text, values } of sizes) {
    if (Math.max(...values) * times <= MAX_SIDE) continue;
    throw new BadTransform(
      `${text} with ${dpr!.text} is more than ${MAX_SIDE} pixels a side; use a smaller size, or leave ${dpr!.text} out.`,
    );
  }
  const quality = ql?.values[0] ?? null;
  const defaults: readonly (number | null)[] = format === 'auto' ? [] : format === 'png' ? [quality] : [FORMATS[format].quality];
  return {
    ...resolveSteps(written, format),
    format,
    quality: defaults.includes(quality) ? null : quality,
    kilobytes: kb?.values[0] ?? null,
    dpr: sizes.length > 0 ? times : 1,
  };
}

/** The modifiers of the canonical form, without the underscores around them; empty when there are none. */
export function canonicalModifiers({ steps, quality, kilobytes, dpr, matte, format }: Transform): string {
  const written: string[] = [];
  let background: string | null = null;
  let focus = MIDDLE;
  const say = (colour: string | null): void => {
    if (colour === null || colour === background) return;
    written.push(`BG${colour}`);
    background = colour;
  };
  for (const step of steps) {
    if ('background' in step) say(step.background);
    if (step.name === 'SC' && step.focus !== 'attention' && String(step.focus) !== String(focus)) {
      ({ focus } = step);
      written.push(`FP${focus.join(',')}`);
    }
    written.push(stepText(step));
  }
  if (format === 'jpg' || format === 'auto') say(matte);
  if (quality !== null) written.push(`QL${quality}`);
  if (kilobytes !== null) written.push(`KB${kilobytes}`);
  if (dpr !== 1) written.push(`DPR${dpr}`);
  return written.join('_');
}

/** A step as the canonical form has it, such as `SC300,200,A`. */
export function stepText({ name, values, ...rest }: Step): string {
  if (name === 'SR' && values[0] === values[1]) return `SS${values[0]}`;
  return `${name}${values.join(',')}${'focus' in rest && rest.focus === 'attention' ? ',A' : ''}`;
}

function parseFormat(extension: string): Transform['format'] {
  const lower = extension.toLowerCase();
  const format = lower === 'jpeg' ? 'jpg' : lower;
  const found = [...FORMAT_NAMES, 'auto' as const].find((name) => name === format);
  if (found) return found;
  throw new BadTransform(`There is no format "${shown(extension)}"; end the address in .jpg, .webp, .avif, .png or .auto.`);
}

function parseModifier(text: string): Written {
  const upper = text.toUpperCase();
  const name = MODIFIER_NAMES.find((known) => upper.startsWith(known));
  if (!name) throw new BadTransform(`There is no modifier "${shown(text)}"; GET /api/transforms lists all of them.`);
  const modifier: Modifier = MODIFIERS[name];
  const rest = upper.slice(name.length);
  const written = { text: shown(upper), name };
  if (name === 'BG') {
    if (!/^[0-9A-F]{6}$/.test(rest))
      throw new BadTransform(`${written.text} is no colour; write six hexadecimal digits, such as ${modifier.example}.`);
    return { ...written, values: [], word: rest };
  }
  const parts = rest === '' ? [] : rest.split(',');
  const { parameters } = modifier;
  const word =
    modifier.word !== undefined && parts.length === parameters.length + 1 && parts.at(-1) === modifier.word ? modifier.word : null;
  if (parts.length !== parameters.length + (word === null ? 0 : 1)) {
    const takes = parameters.length === 0 ? 'nothing after its name' : parameters.map((parameter) => parameter.name).join(', ');
    throw new BadTransform(`${written.text} is not understood: ${name} takes ${takes}, such as ${modifier.example}.`);
  }
  const values = parameters.map((parameter, index) => {
    const { min, max, decimals = 0 } = parameter;
    const part = parts[index]!;
    const value = /^-?\d{1,12}(\.\d{1,12})?$/.test(part) ? Number(part) : NaN;
    const rounded = Math.round(value * 100) / 100;
    if (value >= min && value <= max && (decimals > 0 ? rounded === value : Number.isInteger(value))) return value === 0 ? 0 : value;
    const kind = decimals > 0 ? 'a number with at most two decimals' : 'a whole number';
    throw new BadTransform(
      `${written.text} is out of range: ${parameter.name} is ${kind} from ${min} to ${max}, such as ${modifier.example}.`,
    );
  });
  const [x = 0, y = 0, width = 0, height = 0] = values;
  if (name === 'CRP' && Math.max(x + width, y + height) > 100.001) {
    throw new BadTransform(
      `${written.text} goes beyond the picture: x and width, y and height are together at most 100, such as ${modifier.example}.`,
    );
  }
  return { ...written, values, word };
}

/** Gives each step the background and the focal point that were said to its left, and leaves out steps without effect. */
function resolveSteps(written: readonly Written[], format: Transform['format']): Pick<Transform, 'steps' | 'matte'> {
  let background: string | null = null;
  let focus = MIDDLE;
  const said: Step[] = [];
  for (const { name, values, word } of written) {
    if (name === 'BG') background = word;
    else if (name === 'FP') focus = values;
    else {
      const step = toStep({ name, values, word }, background, focus);
      if (step) said.push(step);
    }
  }
  const matte = format === 'jpg' || format === 'auto' ? background : null;
  const colours = said.flatMap((step) => ('background' in step && step.background !== null ? [step.background] : []));
  // White is what a jpg has without any.
  const isDefault = format === 'jpg' && [...colours, matte ?? WHITE].every((colour) => colour === WHITE);
  const steps: Step[] = [];
  for (const one of said) push(steps, isDefault && 'background' in one ? { ...one, background: null } : one);
  return { steps, matte: isDefault ? null : matte };
}

/** Null for what changes no picture. */
function toStep({ name, values, word }: Omit<Written, 'text'>, background: string | null, focus: readonly number[]): Step | null {
  const alias = ALIASES[name];
  if (alias !== undefined) return { name: 'SL', values: [alias] };
  switch (name) {
    case 'SS':
      return { name: 'SR', values: [values[0]!, values[0]!], background };
    case 'SR':
      return { name, values, background };
    case 'SC':
      return { name, values, focus: word === null ? focus : 'attention' };
    case 'PT': {
      const turned = ((values[0]! % 360) + 360) % 360;
      const degrees = Math.round((turned > 180 ? turned - 360 : turned) * 100) / 100;
      if (degrees === 0) return null;
      return { name, values: [degrees], background: degrees % 90 === 0 ? null : background };
    }
    case 'CRP':
      return String(values) === '0,0,100,100' ? null : { name, values };
    case 'SL':
    case 'SX':
    case 'SY':
    case 'SE':
    case 'CR':
    case 'FLH':
    case 'FLV':
    case 'BL':
    case 'SH':
    case 'GR':
    case 'BW':
    case 'BO':
    case 'PE':
      return { name, values };
    default:
      return null;
  }
}

/** Steps that change nothing when they are done twice in a row. */
const IDEMPOTENT: ReadonlySet<string> = new Set<Step['name']>(['SL', 'SX', 'SY', 'SE', 'SR', 'SC', 'GR', 'BW']);

function push(steps: Step[], step: Step): void {
  const last = steps.at(-1);
  const isSame = last !== undefined && JSON.stringify(last) === JSON.stringify(step);
  if (isSame && (step.name === 'FLH' || step.name === 'FLV')) steps.pop();
  else if (!(isSame && IDEMPOTENT.has(step.name))) steps.push(step);
}

/** What somebody wrote, for a message: short, and without what does not print. */
function shown(text: string): string {
  const plain = text.replace(/[^\x20-\x7e]/gu, '?');
  return plain.length > 40 ? `${plain.slice(0, 40)}…` : plain;
}
