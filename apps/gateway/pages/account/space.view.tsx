import type { VNode } from 'preact';

import type { Usage } from '#libs/contract/image.js';
import { formatBytes } from '#libs/domain/format-bytes.js';

export function SpaceSection({ user, usage }: { user: { name: string }; usage: Usage | null }): VNode {
  return (
    <section class="card part">
      <h2>Space used</h2>
      {usage ? <Space user={user} usage={usage} /> : <p class="quiet">This can’t be counted right now. Look again in a moment.</p>}
    </section>
  );
}

function Space({ user, usage: { images, bytes, trashed, quota } }: { user: { name: string }; usage: Usage }): VNode {
  return (
    <>
      <p>
        <strong>{formatBytes(bytes)}</strong>
        {quota !== null && ` of ${formatBytes(quota)}`} in {images === 1 ? 'one picture' : `${images.toLocaleString('en')} pictures`}
        {trashed > 0 && ' and the trash'}.
      </p>
      {quota !== null && <meter aria-label="Space used" min={0} max={quota} high={quota * 0.9} value={Math.min(bytes, quota)} />}
      {trashed > 0 && (
        <p class="quiet small">
          {formatBytes(trashed)} of it lie in the <a href={`/${user.name}/trash/`}>trash</a>. Empty it to make room.
        </p>
      )}
    </>
  );
}
