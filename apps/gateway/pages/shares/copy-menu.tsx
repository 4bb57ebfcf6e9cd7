import type { VNode } from 'preact';

import { Icon } from '../components/icons.js';
import type { CopyFormat } from './copy-formats.js';

/** All formats, one below the other. The client shows one at a time, first the one that was copied last. */
export function CopyMenu({ formats }: { formats: readonly CopyFormat[] }): VNode {
  return (
    <div class="copies" data-copies>
      {formats.length > 1 && (
        <div class="field" hidden data-copy-choice>
          <label for="copy-as">Copy as</label>
          <select id="copy-as">
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
          <label for={`copy-${id}`}>{label}</label>
          <div class="copy">
            {text.includes('\n') || text.length > 100 ? (
              <textarea id={`copy-${id}`} readOnly rows={4} spellcheck={false} data-copy>
                {text}
              </textarea>
            ) : (
              <input id={`copy-${id}`} type="text" readOnly value={text} spellcheck={false} autocomplete="off" data-copy />
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
