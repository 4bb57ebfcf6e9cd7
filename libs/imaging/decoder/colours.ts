/** How YCbCr is to be turned to RGB (TIFF 6.0 section 21). */
export interface Ycc {
  /** Shares of the three colours in Y. */
  red: number;
  green: number;
  blue: number;
  /** Codes of black and white of Y, of no colour and most colour of Cb and of Cr, of 8 bits. */
  range: number[];
}

/** Turns pixels of three channels, 8 bits each, from YCbCr to RGB in place. */
export function fromYcc(data: Buffer, { red, green, blue, range }: Ycc): void {
  const [black, white, noBlue, mostBlue, noRed, mostRed] = range as [number, number, number, number, number, number];
  const [ofY, ofCb, ofCr] = [255 / (white - black), 127 / (mostBlue - noBlue), 127 / (mostRed - noRed)];
  const [toRed, toBlue] = [2 - 2 * red, 2 - 2 * blue];
  for (let at = 0; at + 2 < data.length; at += 3) {
    const y = (data[at]! - black) * ofY;
    const r = y + (data[at + 2]! - noRed) * ofCr * toRed;
    const b = y + (data[at + 1]! - noBlue) * ofCb * toBlue;
    data[at] = byte(r);
    data[at + 1] = byte((y - red * r - blue * b) / green);
    data[at + 2] = byte(b);
  }
}

/** Spreads grey or colours from 16…235 to the whole range in place (ITU-T H.273, VideoFullRangeFlag 0); an alpha channel stays. */
export function fromLimitedRange(data: Buffer, channels: number): void {
  const table = Uint8Array.from({ length: 256 }, (_, code) => byte(((code - 16) * 255) / 219));
  const colours = channels > 2 ? 3 : 1;
  for (let at = 0; at < data.length; at += channels) {
    for (let channel = 0; channel < colours; channel++) data[at + channel] = table[data[at + channel]!]!;
  }
}

/** The nearest byte. */
function byte(value: number): number {
  return value < 0 ? 0 : value > 255 ? 255 : Math.round(value);
}

/** Blue, green, red to red, green, blue in place, or back. */
export function swapRedAndBlue(data: Buffer, channels: number): void {
  if (channels < 3) return;
  for (let at = 0; at + 2 < data.length; at += channels) [data[at], data[at + 2]] = [data[at + 2]!, data[at]!];
}
