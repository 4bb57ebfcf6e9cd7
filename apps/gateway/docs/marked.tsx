import type { VNode } from 'preact';

import { ERRORS } from '#libs/api/errors.js';

/** Text in which `backticks` mark code; an error code among it leads to what is said about it. */
export function Marked({ text }: { text: string }): VNode {
  return <>{text.split('`').map((part, index) => (index % 2 === 0 ? part : <Code key={index} text={part} />))}</>;
}

function Code({ text }: { text: string }): VNode {
  if (!Object.hasOwn(ERRORS, text)) return <code>{text}</code>;
  return (
    <a href={`#${text}`}>
      <code>{text}</code>
    </a>
  );
}
