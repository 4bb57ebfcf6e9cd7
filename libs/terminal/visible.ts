/** Control characters, line separators, and characters that change the direction of text (Unicode, Bidi_Control). */
const INVISIBLE = /[\p{Cc}\p{Bidi_Control}\u2028\u2029]/gu;

/** Makes untrusted text (a file name) safe to print: it can neither break the line nor send commands to the terminal. */
export function visible(text: string): string {
  return text.replace(INVISIBLE, '\ufffd');
}

/** The same for text of several lines, which stay lines. */
export function visibleLines(text: string): string {
  return text.split('\n').map(visible).join('\n');
}

/** JSON that is as safe to print, and has the same value: such characters are escaped. @param indent spaces; 0: one line */
export function visibleJson(value: unknown, indent = 0): string {
  const lines = JSON.stringify(value, null, indent).split('\n');
  return lines.map((line) => line.replace(INVISIBLE, escaped)).join('\n');
}

function escaped(character: string): string {
  return `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`;
}
