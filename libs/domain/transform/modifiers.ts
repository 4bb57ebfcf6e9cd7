// The only table of the modifiers of an image address (`/i/ID._SL600_.webp`). The parser, the list of the API and the tests are made of it.
// The decoder children run this file with its types stripped: no enum, no parameter property.
import { VARIANTS } from '#libs/domain/variants.js';

/** Sides of a result, and of what is in between, in pixels. */
export const MAX_SIDE = 8_192;
/** Pixels of a result, and of what is in between. */
export const MAX_PIXELS = 40_000_000;
/** Pixels of an AVIF: to write one takes far more memory than the other formats. */
export const MAX_AVIF_PIXELS = 16_000_000;
export const MAX_MODIFIERS = 12;

/** What a result is written as; also the end of its address. */
export const FORMATS = {
  jpg: { type: 'image/jpeg', quality: 80, hasAlpha: false },
  webp: { type: 'image/webp', quality: 80, hasAlpha: true },
  avif: { type: 'image/avif', quality: 55, hasAlpha: true },
  /** Without loss, so without a quality. */
  png: { type: 'image/png', quality: null, hasAlpha: true },
} as const;

export type Format = keyof typeof FORMATS;
export const FORMAT_NAMES = Object.keys(FORMATS) as readonly Format[];

/** One value after the name of a modifier. */
export interface Parameter {
  name: string;
  min: number;
  max: number;
  /** Digits after the point; none by default. */
  decimals?: number;
}

export interface Modifier {
  /** One that would do. */
  example: string;
  summary: string;
  /** Separated by commas. */
  parameters: readonly Parameter[];
  /** A last word that may follow. */
  word?: string;
  /** It says how large the picture becomes: `DPR` applies to it. */
  isSize?: true;
}

const side = (name: string): Parameter => ({ name, min: 1, max: MAX_SIDE });
const percent = (name: string, min = 0): Parameter => ({ name, min, max: 100, decimals: 2 });
const colour = (name: string): Parameter => ({ name, min: 0, max: 255 });
const place = (name: string): Parameter => ({ name, min: 0, max: 100_000 });

/** By their names. `BG` alone has letters after its name: six hexadecimal digits. */
export const MODIFIERS = {
  SL: { example: 'SL600', summary: 'Longest side. Never enlarged.', parameters: [side('side')], isSize: true },
  SX: { example: 'SX600', summary: 'Width. Never enlarged.', parameters: [side('width')], isSize: true },
  SY: { example: 'SY600', summary: 'Height. Never enlarged.', parameters: [side('height')], isSize: true },
  SS: {
    example: 'SS300',
    summary: 'Fits into the square, and fills the rest of it with the background. The picture is never enlarged.',
    parameters: [side('side')],
    isSize: true,
  },
  SR: {
    example: 'SR300,200',
    summary: 'Fits into the box, and fills the rest of it with the background. The picture is never enlarged.',
    parameters: [side('width'), side('height')],
    isSize: true,
  },
  SC: {
    example: 'SC300,200',
    summary:
      'Fills the box and cuts off what goes beyond, around the focal point; with `,A` around what draws attention. A smaller picture gives a smaller box of the same shape.',
    parameters: [side('width'), side('height')],
    word: 'A',
    isSize: true,
  },
  SE: {
    example: 'SE300,200',
    summary: 'Exactly this width and this height: a picture of another shape is distorted. Neither becomes larger than it was.',
    parameters: [side('width'), side('height')],
    isSize: true,
  },
  SCTZZZZZZZ: { example: 'SCTZZZZZZZ', summary: `Small: SL${VARIANTS.s.longestSide}.`, parameters: [], isSize: true },
  SCMZZZZZZZ: { example: 'SCMZZZZZZZ', summary: `Medium: SL${VARIANTS.m.longestSide}.`, parameters: [], isSize: true },
  SCLZZZZZZZ: { example: 'SCLZZZZZZZ', summary: `Large: SL${VARIANTS.l.longestSide}.`, parameters: [], isSize: true },
  FP: {
    example: 'FP30,70',
    summary: 'The focal point of each SC to its right, in percent from the left and from the top. The middle by default.',
    parameters: [percent('x'), percent('y')],
  },
  CR: {
    example: 'CR10,20,300,200',
    summary: 'Cuts out a rectangle, in pixels of what the modifiers before made.',
    parameters: [place('x'), place('y'), { name: 'width', min: 1, max: 100_000 }, { name: 'height', min: 1, max: 100_000 }],
  },
  CRP: {
    example: 'CRP10,10,50,50',
    summary: 'Cuts out a rectangle, in percent of what the modifiers before made.',
    parameters: [percent('x'), percent('y'), percent('width', 0.01), percent('height', 0.01)],
  },
  PT: {
    example: 'PT-90',
    summary: 'Turns clockwise by degrees. What becomes bare is background.',
    parameters: [{ name: 'degrees', min: -360, max: 360, decimals: 2 }],
  },
  FLH: { example: 'FLH', summary: 'Mirrors, left to right.', parameters: [] },
  FLV: { example: 'FLV', summary: 'Mirrors, top to bottom.', parameters: [] },
  BL: { example: 'BL3', summary: 'Blurs by a radius (sigma).', parameters: [{ name: 'radius', min: 1, max: 20 }] },
  SH: { example: 'SH1', summary: 'Sharpens by a radius (sigma).', parameters: [{ name: 'radius', min: 1, max: 10 }] },
  GR: { example: 'GR', summary: 'Grey.', parameters: [] },
  BW: { example: 'BW', summary: 'Black and white, without grey.', parameters: [] },
  BO: {
    example: 'BO4,200,30,30',
    summary: 'A border outside the picture: its width, then red, green and blue.',
    parameters: [{ name: 'width', min: 1, max: 500 }, colour('red'), colour('green'), colour('blue')],
  },
  BG: {
    example: 'BGFFF8E0',
    summary:
      'The background of what is to its right: red, green and blue in hexadecimal. By default transparent, and white in jpg. The last one is also behind what is transparent in a jpg.',
    parameters: [],
  },
  PE: { example: 'PE20', summary: 'A round badge “20% OFF”, bottom left.', parameters: [{ name: 'percent', min: 1, max: 99 }] },
  QL: { example: 'QL75', summary: 'Quality of jpg, webp and avif.', parameters: [{ name: 'quality', min: 1, max: 100 }] },
  KB: {
    example: 'KB150',
    summary: 'The best quality with which the file has at most so many thousand bytes; the lowest where none has.',
    parameters: [{ name: 'kilobytes', min: 1, max: 20_000 }],
  },
  DPR: {
    example: 'DPR2',
    summary: 'Multiplies what the size modifiers say, up to the picture itself.',
    parameters: [{ name: 'times', min: 1, max: 4 }],
  },
} as const satisfies Record<string, Modifier>;

export type ModifierName = keyof typeof MODIFIERS;

/** The longest first: SC begins SCTZZZZZZZ. */
export const MODIFIER_NAMES = (Object.keys(MODIFIERS) as ModifierName[]).toSorted((a, b) => b.length - a.length);

/** What the names of Amazon stand for. */
export const ALIASES: Partial<Record<ModifierName, number>> = {
  SCTZZZZZZZ: VARIANTS.s.longestSide,
  SCMZZZZZZZ: VARIANTS.m.longestSide,
  SCLZZZZZZZ: VARIANTS.l.longestSide,
};

/** An address of an image that can't be made. `message` is for people: it names the modifier and says what would do. */
export class BadTransform extends Error {
  constructor(message: string) {
    super(message);
    this.name = 'BadTransform';
  }
}
