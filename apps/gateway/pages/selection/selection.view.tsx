import type { VNode } from 'preact';

import type { Album } from '#libs/contract/album.js';

import { Icon, type IconName } from '../components/icons.js';

export interface SelectionProps {
  user: { name: string };
  /** The page to come back to, behind the user name. */
  back: string;
  /** What can be done with pictures of the library, or with those in the trash. */
  of?: 'library' | 'trash';
  /** The album on whose page it stands: pictures can be taken out of it. */
  album?: Pick<Album, 'id'>;
}

/**
 * What can be done with the pictures that are ticked. Without a script this form sends them; it shows as soon as one is ticked. A further
 * action is a further button in here.
 */
export function Selection({ user, back, of = 'library', album }: SelectionProps): VNode {
  const to = (path: string) => `/${user.name}/${path}?back=${encodeURIComponent(back)}`;
  const action = (name: string) => to(`selection/${name}`);
  return (
    <form id="selection" class="selection" method="post" action="/api/images/zip" aria-label="Selected pictures">
      <input type="hidden" name="size" value="o" />
      <p class="selected" role="status">
        <span class="count" />
        <span class="wordy">selected</span>
      </p>
      {of === 'library' ? (
        <>
          <button class="plain" title="Download the originals as a zip file">
            <Icon name="download" />
            <span class="wordy">Download</span>
          </button>
          <button class="plain" formAction={`/${user.name}/share`} title="Share by a link">
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
              label="Take out"
              button="Take out of the album"
              icon="takeOut"
            >
              What is selected leaves this album and stays in your drive.
            </Question>
          )}
          <Question action={action('delete')} name="delete" label="Delete" button="Move to the trash" icon="trash">
            Move what is selected to the trash?
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
      <button class="plain" type="reset" title="Select nothing (Esc)">
        <Icon name="close" />
        <span class="unseen">Select nothing</span>
      </button>
    </form>
  );
}

interface QuestionProps {
  action: string;
  /** For the client: which of the actions of `POST /api/images/bulk` it is, or of the call at `path`. */
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
