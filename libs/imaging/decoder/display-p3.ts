import sharp from 'sharp';

let profile: Promise<Buffer> | undefined;

/** The ICC profile of Display P3, which libvips brings along and hands out only inside a picture. */
export function displayP3(): Promise<Buffer> {
  profile ??= extract();
  return profile;
}

async function extract(): Promise<Buffer> {
  const black = sharp({ create: { width: 1, height: 1, channels: 3, background: 'black' } });
  const picture = await black.withIccProfile('p3').png().toBuffer();
  const { icc } = await sharp(picture).metadata();
  if (!icc) throw new Error('libvips has no profile of Display P3.');
  return icc;
}
