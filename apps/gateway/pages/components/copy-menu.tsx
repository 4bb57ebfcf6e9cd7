import type { VNode } from 'preact';

import { Icon } from './icons.js';

/** A format in which an address can be copied. */
export interface CopyFormat {
  id: string;
  label: string;
  text: string;
}

interface Props {
  /** Before the ids of its fields. */
  id: string;
  formats: readonly CopyFormat[];
  /** Whether the texts may become longer than they are. */
  isLong?: boolean;
}

/** All formats, one below the other. The client shows one at a time, first the one that was copied last. */
export function CopyMenu({ id: prefix, formats, isLong = false }: Props): VNode {
  return (
    <div class="copies" data-copies>
      {formats.length > 1 && (
        <div class="field" hidden data-copy-choice>
          <label for={`${prefix}-as`}>Copy as</label>
          <select id={`${prefix}-as`}>
            {formats.map(({ id, label }) => (
              <option key={id} value={id}>
                {label}
              </option>
            ))}
          </select>
        </div>
      )}
      {formats.map(({ id, label, text }) => (
        <div key={id} class="copy-form" data-format={id}>
          <label for={`${prefix}-${id}`}>{label}</label>
          <div class="copy">
            {isLong || text.includes('\n') || text.length > 100 ? (
              <textarea id={`${prefix}-${id}`} readOnly rows={4} spellcheck={false} data-copy>
                {text}
              </textarea>
            ) : (
              <input id={`${prefix}-${id}`} type="text" readOnly value={text} spellcheck={false} autocomplete="off" data-copy />
            )}
            <button class="button" type="button" hidden data-copy-button>
              <Icon name="copy" />
              <span>Copy</span>
            </button>
          </div>
        </div>
      ))}
    </div>
  );
}
