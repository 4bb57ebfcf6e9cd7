import sharp from 'sharp';
import { describe, expect, it } from 'vitest';
import { displayP3 } from './display-p3.js';

describe('displayP3', () => {
  it('is a profile for RGB on screens (ICC.1 section 7.2), whole and always the same', async () => {
    const profile = await displayP3();
    expect(profile.readUInt32BE(0)).toBe(profile.length);
    expect(['mntr', 'RGB ', 'XYZ ', 'acsp']).toEqual([12, 16, 20, 36].map((at) => profile.toString('latin1', at, at + 4)));
    expect(await displayP3()).toBe(profile);
  });

  it('has the primaries of Display P3, brought to the white of profiles', async () => {
    const profile = await displayP3();
    /** The three numbers (s15Fixed16, from byte 8 on) of the tag in the table at byte 128. */
    const tag = (name: string): number[] => {
      const entry = profile.indexOf(name, 128, 'latin1');
      const at = profile.readUInt32BE(entry + 4) + 8;
      return [0, 4, 8].map((offset) => profile.readInt32BE(at + offset) / 65_536);
    };
    // SMPTE EG 432-1 at D65, adapted to D50 by the Bradford method.
    for (const [name, expected] of [
      ['rXYZ', [0.5151, 0.2412, -0.0011]],
      ['gXYZ', [0.292, 0.6922, 0.0419]],
      ['bXYZ', [0.1571, 0.0666, 0.7841]],
    ] as const) {
      for (const [index, value] of tag(name).entries()) expect(value, name).toBeCloseTo(expected[index] ?? Number.NaN, 2);
    }
  });

  it('says what libvips makes of such a picture', async () => {
    const picture = await sharp({ create: { width: 1, height: 1, channels: 3, background: 'red' } })
      .withIccProfile('p3')
      .png()
      .toBuffer();
    expect((await sharp(picture).metadata()).icc).toEqual(await displayP3());
  });
});
