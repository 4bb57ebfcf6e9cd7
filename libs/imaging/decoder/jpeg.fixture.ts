/** The grey of `progressiveJpeg`. */
export const GREY = 200;

/**
 * A whole progressive JPEG of one grey with colour at 4:2:0 (ITU-T T.81 annexes B and G) and of any size up to 65,535 pixels a side,
 * made in no time: a scan of the mean value of each block and nothing else. A decoder has to keep as much of it as of any other. An
 * eighth of a bit a pixel.
 */
export function progressiveJpeg(width: number, height: number): Buffer {
  const sizes = [height >> 8, height & 255, width >> 8, width & 255];
  // Each takes eight steps of grey for a unit, since a mean value is eight times the pixels'.
  const quantization = [0, ...Array<number>(64).fill(8)];
  // Y with two samples across and down, then Cb and Cr with one.
  const frame = [8, ...sizes, 3, 1, 0x22, 0, 2, 0x11, 0, 3, 0x11, 0];
  // Code 0: the same as the block before. Code 10: another by a number of seven bits.
  const means = [0, 1, 1, ...Array<number>(14).fill(0), 0, 7];
  const scan = [3, 1, 0, 2, 0, 3, 0, 0, 0, 0];
  // A bit for each of the six blocks of 16 by 16 pixels, and eight more for the first of them.
  const blocks = Buffer.alloc(Math.ceil((Math.ceil(width / 16) * Math.ceil(height / 16) * 6 + 8) / 8));
  blocks.writeUInt16BE((0b10 << 14) | ((GREY - 128) << 7));
  return Buffer.concat([
    marker(0xd8),
    marker(0xdb, quantization),
    marker(0xc2, frame),
    marker(0xc4, means),
    marker(0xda, scan),
    blocks,
    marker(0xd9),
  ]);
}

function marker(code: number, content?: number[]): Buffer {
  const length = (content?.length ?? 0) + 2;
  return Buffer.from([0xff, code, ...(content ? [length >> 8, length & 255, ...content] : [])]);
}
