import type { VNode } from 'preact';

import { Icon } from './icons.js';

/** A text to copy, with a button where scripts run. */
export function Copied({ id, label, text }: { id: string; label: string; text: string }): VNode {
  return (
    <>
      <label for={id}>{label}</label>
      <div class="copy">
        <input id={id} type="text" readOnly value={text} spellcheck={false} autocomplete="off" data-copy />
        <button class="button" type="button" hidden data-copy-button>
          <Icon name="copy" />
          <span>Copy</span>
        </button>
      </div>
    </>
  );
}
