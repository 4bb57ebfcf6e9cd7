import type { VNode } from 'preact';

import type { Share } from '#libs/contract/share.js';

/** Ends a link, after asking. */
export function EndLink({ user, share: { id, name } }: { user: { name: string }; share: Pick<Share, 'id' | 'name'> }): VNode {
  return (
    <details class="confirm">
      <summary class="button calm" aria-label={name ? `End the link ${name}` : 'End this link'}>
        End
      </summary>
      <form class="pop" method="post" action={`/${user.name}/shares/${id}/end`}>
        <p>From now on nobody sees anything by this link, and pages that show its pictures lose them. Your pictures stay.</p>
        <button class="button danger">End the link</button>
      </form>
    </details>
  );
}
