import { describe, expect, it } from 'vitest';

import { canonicalAddress, parseAddress } from './address.js';
import { BadTransform, MODIFIERS, type Modifier } from './modifiers.js';
import { checkPresets } from './presets.js';
import { randomAddress, randomFrom } from './random-address.fixture.js';

const ID = '01kdc7q3v8x2m4n6p8r0s2t4v6';
const canonical = (rest: string): string => canonicalAddress(parseAddress(`${ID}${rest}`)).slice(ID.length);
const refusal = (rest: string): string => {
  try {
    canonical(rest);
  } catch (error) {
    if (error instanceof BadTransform) return error.message;
    throw error;
  }
  return 'none';
};

describe('the canonical form of an address', () => {
  it.each([
    ['.jpg', '.jpg'],
    ['.JPEG', '.jpg'],
    ['.01.png', '.png'],
    ['.01._sl0600_.webp', '._SL600_.webp'],
    ['.__.avif', '.avif'],
    ['._PT-90_PE10_PT-90_PE20_PT-90_PE30_PT-90_PE40_.jpg', '._PT-90_PE10_PT-90_PE20_PT-90_PE30_PT-90_PE40_.jpg'],
    ['._SL600_CR10,20,300,200_QL75_.webp', '._SL600_CR10,20,300,200_QL75_.webp'],
    ['._SCTZZZZZZZ_.jpg', '._SL320_.jpg'],
    ['._SCMZZZZZZZ_.jpg', '._SL1024_.jpg'],
    ['._SCLZZZZZZZ_.jpg', '._SL2048_.jpg'],
    ['._SR300,300_.jpg', '._SS300_.jpg'],
    ['._SC300,200,a_.jpg', '._SC300,200,A_.jpg'],
  ])('%s: %s', (written, expected) => {
    expect(canonical(written)).toBe(expected);
  });

  it.each([
    ['the default quality', '._QL80_SL9_.jpg', '._SL9_.jpg'],
    ['the default quality of avif', '._QL55_.avif', '.avif'],
    ['a quality of png', '._QL20_.png', '.png'],
    ['a turn by nothing', '._PT0_PT360_PT-360_.jpg', '.jpg'],
    ['two mirrors of a kind', '._FLH_FLH_FLV_.jpg', '._FLV_.jpg'],
    ['mirrors around mirrors', '._GR_FLV_FLH_FLH_FLV_GR_.jpg', '._GR_.jpg'],
    ['a size twice', '._SL50_SL50_.jpg', '._SL50_.jpg'],
    ['all of the picture', '._CRP0,0,100,100_.jpg', '.jpg'],
    ['a ratio of one', '._DPR1_SL50_.jpg', '._SL50_.jpg'],
    ['a ratio without a size', '._DPR2_CR1,1,5,5_.jpg', '._CR1,1,5,5_.jpg'],
    ['a white background of a jpg', '._BGFFFFFF_SS50_.jpg', '._SS50_.jpg'],
    ['a background that nothing shows', '._BG112233_SL50_.png', '._SL50_.png'],
    ['a background before another', '._BG112233_SL50_BG445566_SS9_.png', '._SL50_BG445566_SS9_.png'],
    ['a focal point in the middle', '._FP50,50_SC9,9_.png', '._SC9,9_.png'],
    ['a focal point that nothing uses', '._FP10,50_SC9,9,A_.png', '._SC9,9,A_.png'],
  ])('leaves out %s', (_, written, expected) => {
    expect(canonical(written)).toBe(expected);
  });

  it.each([
    ['a quality where the format is not known', '._QL80_.auto', '._QL80_.auto'],
    ['the last background of a jpg, which is behind what is transparent', '._BG112233_.jpg', '._BG112233_.jpg'],
    ['white after another background', '._BG112233_SS9_BGffffff_.jpg', '._BG112233_SS9_BGFFFFFF_.jpg'],
    ['two turns', '._PT90_PT90_.jpg', '._PT90_PT90_.jpg'],
    ['two blurs', '._BL3_BL3_.jpg', '._BL3_BL3_.jpg'],
    ['a focal point that comes back', '._FP1,2_SC9,9_FP50,50_SC8,8_.jpg', '._FP1,2_SC9,9_FP50,50_SC8,8_.jpg'],
  ])('keeps %s', (_, written, expected) => {
    expect(canonical(written)).toBe(expected);
  });

  it('says turns between -180 and 180 degrees', () => {
    expect(['PT270', 'PT-180', 'PT-200.5', 'PT359.99'].map((turn) => canonical(`._${turn}_.jpg`))).toEqual(
      ['PT-90', 'PT180', 'PT159.5', 'PT-0.01'].map((turn) => `._${turn}_.jpg`),
    );
  });
});

describe('an address that can not be', () => {
  it.each([
    ['', 'no format'],
    ['.', 'no format ""'],
    ['.gif', 'no format "gif"; end the address in .jpg, .webp, .avif, .png or .auto'],
    ['._SL600.jpg', 'between underscores'],
    ['.SL600_.jpg', 'between underscores'],
    ['._SL600_.02.jpg', 'between underscores'],
    ['._XY5_.jpg', 'no modifier "XY5"'],
    ['._SL5__.jpg', 'no modifier ""'],
    ['._SX0_.jpg', 'SX0 is out of range: width is a whole number from 1 to 8192, such as SX600'],
    ['._SX1e9_.jpg', 'SX1E9 is out of range'],
    ['._SX-1_.jpg', 'SX-1 is out of range'],
    ['._SX1.5_.jpg', 'SX1.5 is out of range'],
    ['._SX99999999999999999999_.jpg', 'SX99999999999999999999 is out of range'],
    ['._SL_.jpg', 'SL takes side, such as SL600'],
    ['._SL1,2_.jpg', 'SL takes side'],
    ['._SL1,A_.jpg', 'SL takes side'],
    ['._GR1_.jpg', 'GR takes nothing after its name'],
    ['._CR10,20_.jpg', 'CR takes x, y, width, height, such as CR10,20,300,200'],
    ['._CRP50,0,51,100_.jpg', 'CRP50,0,51,100 goes beyond the picture'],
    ['._PT1.234_.jpg', 'at most two decimals from -360 to 360'],
    ['._BGFFF_.jpg', 'BGFFF is no colour; write six hexadecimal digits'],
    ['._BO1,256,0,0_.jpg', 'red is a whole number from 0 to 255'],
    ['._QL70_QL71_.jpg', 'QL70 and QL71 contradict each other'],
    ['._QL70_KB10_.jpg', 'KB10 finds the quality by itself; leave QL70 out'],
    ['._KB10_.png', 'KB10 needs a format that has a quality'],
    ['._SL5000_DPR2_.jpg', 'SL5000 with DPR2 is more than 8192 pixels a side'],
    [`._${'GR_'.repeat(13)}.jpg`, 'at most 12. Leave some out'],
    ['._\n\u0000\u{1F600}_.jpg', 'no modifier "???"'],
  ])('%j: %s', (written, message) => {
    expect(refusal(written)).toContain(message);
  });

  it('of 10 kB is refused by its length', () => {
    expect(refusal(`._${'SL5_BL3_'.repeat(1_250)}.jpg`)).toContain('1000 characters are enough');
  });

  it.each(Object.entries(MODIFIERS as Record<string, Modifier>))(
    '%s is taken at its bounds, and not beyond',
    (name, { parameters, example }) => {
      const values = example.slice(name.length).split(',');
      expect(refusal(`._${example}_.jpg`)).toBe('none');
      for (const [index, { min, max, decimals }] of parameters.entries()) {
        const refusedWith = (value: number) => refusal(`._${name}${values.with(index, String(value)).join(',')}_.jpg`);
        // A rectangle may have each bound, but not both.
        if (name !== 'CRP') expect([refusedWith(min), refusedWith(max)]).toEqual(['none', 'none']);
        const unit = decimals ? 0.01 : 1;
        for (const beyond of [min - unit, max + unit]) expect(refusedWith(beyond)).toMatch(/out of range|not understood/);
      }
    },
  );
});

describe('a preset', () => {
  const presets = new Map([['hero', 'SC1600,900_QL70']]);

  it('stands for its modifiers, and is canonical by its name', () => {
    const asked = parseAddress(`${ID}.01.hero.JPEG`, presets);
    expect(asked).toEqual({ id: ID, preset: 'hero', transform: parseAddress(`${ID}._SC1600,900_QL70_.jpg`).transform });
    expect(canonicalAddress(asked)).toBe(`${ID}.hero.jpg`);
  });

  it('that does not exist is refused with those that do', () => {
    expect(() => parseAddress(`${ID}.zero.jpg`, presets)).toThrow('There is no preset "zero"; there are hero.');
    expect(() => parseAddress(`${ID}.hero.jpg`)).toThrow('this drive has none');
    for (const name of ['Hero', 'hero_', 'constructor', '__proto__'])
      expect(() => parseAddress(`${ID}.${name}.jpg`, presets)).toThrow(BadTransform);
  });

  it('can be what an address can be, but for DPR and the last modifier', () => {
    expect(() => checkPresets(presets)).not.toThrow();
    for (const [modifiers, message] of [
      ['SX0', 'The preset bad can’t be: SX0 is out of range'],
      ['SL9_DPR2', 'leave DPR out'],
      [Array.from({ length: 12 }, () => 'BL1').join('_'), 'at most 11 modifiers'],
    ] as const) {
      expect(() => checkPresets(new Map([...presets, ['bad', modifiers]]))).toThrow(message);
    }
  });
});

describe('of random addresses', () => {
  it('each valid one has a canonical form, which is its own', () => {
    const random = randomFrom(17);
    for (let n = 0; n < 3_000; n++) {
      const { modifiers, extension } = randomAddress(random);
      const written = `._${modifiers.join('_')}_.${extension}`;
      const once = canonical(written);
      expect(canonical(once), written).toBe(once);
      expect(parseAddress(ID + once).transform, written).toEqual(parseAddress(ID + written).transform);
    }
  });

  it('each mutated one is valid, or refused with words that print', () => {
    const random = randomFrom(71);
    const characters = '_.,-0123456789ABCDEFGHIKLPRSTXYZabc%/\\ \u0000é\u{1F600}';
    for (let n = 0; n < 5_000; n++) {
      const { modifiers, extension } = randomAddress(random);
      const written = [...`._${modifiers.join('_')}_.${extension}`];
      for (let change = 0; change < 3; change++) {
        const at = Math.floor(random() * written.length);
        const character = characters[Math.floor(random() * characters.length)]!;
        written.splice(at, Math.floor(random() * 2), character);
      }
      const message = refusal(written.join(''));
      expect(message).toMatch(/^[\x20-\x7e…“”]+$/);
      expect(message.length).toBeLessThan(250);
    }
  });
});
