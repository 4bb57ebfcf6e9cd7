import type { VNode } from 'preact';

export interface ToastProps {
  user: { name: string };
  /** What was deleted just now. */
  undo: readonly string[];
  /** The page to come back to, behind the user name. */
  back: string;
}

/** Says what was just deleted and offers to undo it; it goes by itself after ten seconds. The client says other things in this place. */
export function Toast({ user, undo, back }: ToastProps): VNode {
  return (
    <div id="toast" role="status">
      {undo.length > 0 && (
        <form class="toast" method="post" action={`/${user.name}/selection/restore?back=${encodeURIComponent(back)}`}>
          <p>{undo.length === 1 ? 'The picture is in the trash.' : `${undo.length} pictures are in the trash.`}</p>
          <input type="hidden" name="ids" value={undo.join(',')} />
          <button class="plain">Undo</button>
        </form>
      )}
    </div>
  );
}
