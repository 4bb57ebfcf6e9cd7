import type { VNode } from 'preact';

import { Icon } from '../components/icons.js';
import { Layout } from '../components/layout.js';
import { AboutPicture } from './about-picture.view.js';
import { placeIn } from './list-context.js';
import type { PictureProps } from './picture-props.js';
import { SizeSwitch } from './size-switch.js';
import { Stage } from './stage.view.js';

/** The client replaces `#live` while the image is being processed, and when it shows another image or size. */
export function PictureView(props: PictureProps): VNode {
  const { user, image, size, fitted = false, from, beside } = props;
  const poll = image.state === 'processing' ? `/api/images/${image.id}` : undefined;
  return (
    <Layout title={image.name} user={user} width="viewer">
      <div id="live" class="picture" data-poll={poll}>
        <div class="viewer">
          <div class="bar">
            <a
              class="plain"
              href={`/${user.name}/${placeIn(from, image)}`}
              data-back={image.id}
              data-key="Escape"
              title={`${from.label} (Esc)`}
            >
              <Icon name="back" />
              {from.label}
            </a>
            <div class="tools">
              <a class="plain" href="#about" data-key="i" title="Information (i)">
                <Icon name="info" />
                <span class="wordy">Information</span>
              </a>
              <a class="plain" href={`/${user.name}/share/?ids=${image.id}`} title="Share">
                <Icon name="link" />
                <span class="wordy">Share</span>
              </a>
              <a class="plain" href={`/get/${image.id}/o?download`} data-key="d" title="Download the original (d)">
                <Icon name="download" />
                <span class="wordy">Download original</span>
              </a>
              <form method="post" action={`/${user.name}/albums/add`}>
                <input type="hidden" name="ids" value={image.id} />
                <button class="plain" title="Add to an album">
                  <Icon name="album" />
                  <span class="wordy">Album</span>
                </button>
              </form>
              <a class="plain danger" href={`/${user.name}/delete/${image.id}${from.query}`} data-key="Delete" title="Delete (Del)">
                <Icon name="trash" />
                <span class="wordy">Delete</span>
              </a>
            </div>
          </div>
          <Stage user={user} image={image} size={size} fitted={fitted} from={from} beside={beside} />
          <State user={user} image={image} from={from} />
          <SizeSwitch user={user} image={image} size={size} query={from.query} />
        </div>
        <AboutPicture {...props} />
      </div>
      <p class="unseen" role="status" id="said" />
    </Layout>
  );
}

/** Reasons that are about the stored original, not about the picture. */
const OF_STORE: readonly string[] = ['ORIGINAL_MISSING', 'CORRUPT'];

function State({ user, image, from }: Pick<PictureProps, 'user' | 'image' | 'from'>): VNode | null {
  if (image.damaged) return <Damaged user={user} image={image} />;
  if (image.state === 'ready') return null;
  if (image.state === 'processing') {
    return (
      <p class="state" role="status">
        Preparing this picture. The original is saved. The picture appears here as soon as it is ready.
      </p>
    );
  }
  return (
    <section class="alert">
      <h2>This picture can’t be shown</h2>
      <p>
        {image.reason?.detail ?? 'It could not be read.'}
        {!OF_STORE.includes(image.reason?.code ?? '') && ' Your original is unchanged, and you can download it.'}
      </p>
      <form method="post" action={`/${user.name}/view/${image.id}/retry${from.query}`}>
        <button class="button">Try again</button>
      </form>
    </section>
  );
}

function Damaged({ user, image }: Pick<PictureProps, 'user' | 'image'>): VNode {
  const smaller = image.state === 'rejected' ? '' : ' Its smaller sizes can still be shown.';
  return (
    <section class="alert">
      <h2>The original of this picture is damaged</h2>
      <p>
        The stored file is missing or was altered, so it can’t be downloaded.{smaller} If you have the same file elsewhere, upload it again:
        the drive recognises it and brings this picture back, with its name, albums and links.
      </p>
      <a class="button" href={`/${user.name}/upload/`}>
        Upload it again
      </a>
    </section>
  );
}
