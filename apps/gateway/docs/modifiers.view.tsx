import type { VNode } from 'preact';

import { modifierList } from '#libs/api/transform.js';

import { transformPictures } from '../assets/assets.js';
import { Marked } from './marked.js';

/** What the modifiers of an image address do, each with a picture. */
export function Modifiers(): VNode {
  const pictures = transformPictures();
  return (
    <section>
      <h2 id="modifiers">Modifiers of addresses</h2>
      <p>
        <Marked text="In `/i/ID._MODIFIERS_.FORMAT` they stand between underscores, and are applied from left to right." />
      </p>
      <ul class="docs-modifiers">
        {modifierList().map(({ name, example, summary }) => (
          <li key={name} class="card" id={`modifier-${name}`}>
            {pictures?.[name] && (
              <div class="docs-picture">
                <img src={pictures[name].href} width={pictures[name].width} height={pictures[name].height} alt="" loading="lazy" />
              </div>
            )}
            <h3>
              <code>{example}</code>
            </h3>
            <p>
              <Marked text={summary} />
            </p>
          </li>
        ))}
      </ul>
    </section>
  );
}
