import type { VNode } from 'preact';

import type { Album } from '#libs/api/album.js';

import { Icon, type IconName } from '../components/icons.js';
import { keptView } from '../components/kept-html.js';

export interface SelectionProps {
  user: { name: string };
  /** The page to return to, without the user name. */
  back: string;
  /** Whether the pictures are in the library or in the trash. */
  of?: 'library' | 'trash';
  /** The album of this page, which pictures can be removed from. */
  album?: Pick<Album, 'id'>;
}

/** The actions for the selected pictures, visible while one is selected. Without a script the form sends them. */
export const Selection = keptView(function Selection({ user, back, of = 'library', album }: SelectionProps): VNode {
  const to = (path: string) => `/${user.name}/${path}?back=${encodeURIComponent(back)}`;
  const action = (name: string) => to(`selection/${name}`);
  return (
    <form id="selection" class="selection" method="post" action="/api/images/zip" aria-label="Selected pictures">
      <input type="hidden" name="size" value="o" />
      <p class="selected" role="status">
        <span class="count" />
        <span class="wordy">selected</span>
      </p>
      <button class="plain select-all" type="button" title="Select all (Ctrl+A)" hidden>
        All
      </button>
      {of === 'library' ? (
        <>
          <button class="plain" title="Download the originals as a zip file">
            <Icon name="download" />
            <span class="wordy">Download</span>
          </button>
          <button class="plain" formAction={`/${user.name}/share`} title="Share with a link">
            <Icon name="link" />
            <span class="wordy">Share</span>
          </button>
          <button class="plain" formAction={`/${user.name}/albums/add`} title="Add to an album">
            <Icon name="album" />
            <span class="wordy">Album</span>
          </button>
          {album && (
            <Question
              action={to(`albums/${album.id}/pictures`)}
              path={`/api/albums/${album.id}/images`}
              name="remove"
              label="Remove"
              button="Remove from album"
              icon="takeOut"
            >
              The selected pictures are removed from this album and stay in your drive.
            </Question>
          )}
          <Question action={action('delete')} name="delete" label="Delete" button="Move to trash" icon="trash">
            Move the selected pictures to the trash?
          </Question>
        </>
      ) : (
        <>
          <button class="plain" formAction={action('restore')} data-bulk="restore">
            <Icon name="restore" />
            <span class="wordy">Restore</span>
          </button>
          <Question action={action('purge')} name="purge" label="Delete for good" button="Delete for good" icon="trash">
            This can’t be undone.
          </Question>
        </>
      )}
      <button class="plain" type="reset" title="Clear selection (Esc)">
        <Icon name="close" />
        <span class="unseen">Clear selection</span>
      </button>
    </form>
  );
});

interface QuestionProps {
  action: string;
  /** For the client: the action of `POST /api/images/bulk`, or of the call at `path`. */
  name: string;
  path?: string;
  label: string;
  button: string;
  icon: IconName;
  children: string;
}

function Question({ action, name, path, label, button, icon, children }: QuestionProps): VNode {
  const danger = name === 'remove' ? '' : ' danger';
  return (
    <details class="confirm">
      <summary class={`plain${danger}`} title={label}>
        <Icon name={icon} />
        <span class="wordy">{label}</span>
      </summary>
      <div class="pop">
        <p>{children}</p>
        <button class={`button${danger}`} formAction={action} name="action" value={name} data-bulk={name} data-path={path}>
          {button}
        </button>
      </div>
    </details>
  );
}
