/** Control characters, and those that change the direction of text. */
const INVISIBLE = /[\p{Cc}\u2028-\u202e\u2066-\u2069]/gu;

/** Makes untrusted text (a file name) safe to print: it can neither break the line nor send commands to the terminal. */
export function visible(text: string): string {
  return text.replace(INVISIBLE, '\ufffd');
}
