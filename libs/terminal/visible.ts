/** Control characters, and those that turn the direction of what follows. */
const UNSEEN = /[\p{Cc}\u2028-\u202e\u2066-\u2069]/gu;

/** A text of somebody else's (the name of a file) for a line on a terminal, which it can neither break nor command. */
export function visible(text: string): string {
  return text.replace(UNSEEN, '\ufffd');
}
