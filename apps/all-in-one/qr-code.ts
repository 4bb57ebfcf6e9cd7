import { renderUnicodeCompact } from 'uqr';

/** Dark on light whatever the terminal's colours are: not every reader takes it the other way round (ECMA-48, SGR 97 and 40). */
const [PAPER_ON_INK, PLAIN] = ['\x1b[97;40m', '\x1b[0m'];

/**
 * An address as a QR code of half blocks, for a phone that is held to the screen. The blocks are the light modules, as on a dark terminal.
 * @param colours whether the text goes to a terminal, which is told the colours; else it has those that it is read in
 */
export function qrCode(address: string, colours: boolean): string {
  // The quiet zone of ISO/IEC 18004 is four modules; two are enough for phones and keep it small.
  const lines = renderUnicodeCompact(address, { border: 2, ecc: 'M' }).split('\n');
  return lines.map((line) => (colours ? `${PAPER_ON_INK}${line}${PLAIN}\n` : `${line}\n`)).join('');
}
