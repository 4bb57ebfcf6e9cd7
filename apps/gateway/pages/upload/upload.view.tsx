import type { VNode } from 'preact';

import type { Album } from '#libs/api/album.js';
import { acceptedFiles, imageTypesInWords } from '#libs/domain/image-types.js';
import { countInWords, formatBytes } from '#libs/domain/format.js';

import { Icon } from '../components/icons.js';
import { Layout } from '../components/layout.js';
import { UploadPanel } from '../components/upload-panel.js';
import type { UploadOutcome } from './upload-outcome.js';

/** Known by every desktop browser, but not by the types of preact. */
const FOLDER = { webkitdirectory: true };

export interface UploadProps {
  user: { name: string };
  /** The album that the pictures are added to. */
  album?: Album | undefined;
  maxUploadBytes: number;
  /** Of the form without a script, when a file failed. */
  outcome?: UploadOutcome;
}

export function UploadView({ user, album, maxUploadBytes, outcome }: UploadProps): VNode {
  const query = album ? `?album=${album.id}` : '';
  const pictures = album?.page ?? `/${user.name}/list/20/`;
  return (
    <Layout title="Upload" user={user} here="upload" width="narrow">
      <h1>Upload</h1>
      {album && (
        <p>
          Pictures are added to the album <a href={album.page}>{album.name}</a>.
        </p>
      )}
      {outcome && <Outcome user={user} outcome={outcome} />}
      <form class="drop" id="upload-form" method="post" encType="multipart/form-data" action={`/${user.name}/upload/${query}`}>
        {album && <input type="hidden" name="album" value={album.id} />}
        <Icon name="upload" />
        <label class="drop-label" for="files">
          Choose pictures
        </label>
        <label class="drop-folder" for="folder">
          Choose a folder
        </label>
        <p class="drop-hint">or drop pictures and folders anywhere on this page, or paste a picture</p>
        <p class="quiet small" id="files-hint">
          {imageTypesInWords()}, up to {formatBytes(maxUploadBytes)} each.
        </p>
        <input id="files" type="file" name="file" multiple required accept={acceptedFiles()} aria-describedby="files-hint" />
        {/* Without a name it is not part of the form. Only the script reads it and shows its label. */}
        <input id="folder" type="file" multiple {...FOLDER} />
        <button class="button">Upload</button>
      </form>
      <UploadPanel maxUploadBytes={maxUploadBytes} />
      <p class="uploads-done" id="uploads-done" hidden>
        {/* The client changes it to show as many pictures as were uploaded. */}
        <a class="button" href={pictures} data-newest={album ? undefined : `/${user.name}/list/`}>
          <Icon name="pictures" />
          See your pictures
        </a>
      </p>
    </Layout>
  );
}

function Outcome({ user, outcome: { uploaded, failures } }: { user: { name: string }; outcome: UploadOutcome }): VNode {
  return (
    <section class="alert" role="alert">
      <h2>{failures.length === 1 ? '1 file failed' : `${failures.length} files failed`}</h2>
      <ul>
        {failures.map(({ name, reason }, index) => (
          <li key={index}>
            <strong class="name">{name}</strong>: {reason}
          </li>
        ))}
      </ul>
      {uploaded > 0 && (
        <p>
          {countInWords(uploaded)} uploaded. <a href={`/${user.name}/list/20/`}>See your pictures</a>
        </p>
      )}
    </section>
  );
}
