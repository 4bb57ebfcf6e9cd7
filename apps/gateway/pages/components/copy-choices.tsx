import type { ComponentChildren, VNode } from 'preact';

import { type CopiedPicture, copyTexts } from '#libs/domain/copy-texts.js';

import { CopyMenu } from './copy-menu.js';

/** A size of a picture, or a preset, as other pages show it. */
export interface CopyChoice {
  key: string;
  label: string;
  copied: CopiedPicture;
}

interface Props {
  choices: readonly CopyChoice[];
  /** The key of the one that is shown first. */
  first: string;
  children?: ComponentChildren;
}

/** Addresses of one picture as texts for pages. Without script: all addresses, and the texts of one. With it one chooses. */
export function CopyChoices({ choices, first: preferred, children }: Props): VNode | null {
  const first = choices.find(({ key }) => key === preferred) ?? choices[0];
  if (!first) return null;
  return (
    <details class="fold" data-fold="copy">
      <summary>Copy as</summary>
      <div class="copy-picture" data-copy-picture>
        <div class="field" hidden data-copy-size>
          <label for="copy-size">Size</label>
          <select id="copy-size">
            {choices.map(({ key, label, copied }) => (
              <option key={key} value={JSON.stringify(copied)} selected={key === first.key}>
                {label} ({copied.width} × {copied.height})
              </option>
            ))}
          </select>
        </div>
        <CopyMenu id="copy" formats={copyTexts(first.copied)} />
        <ul class="addresses" data-plain>
          {choices.map(({ key, label, copied }) => (
            <li key={key}>
              {label} <code>{copied.src}</code>
            </li>
          ))}
        </ul>
        {children}
      </div>
    </details>
  );
}
