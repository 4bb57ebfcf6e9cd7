import type { VNode } from 'preact';

import type { TokenMade } from '#libs/contract/account.js';

import { Icon } from '../components/icons.js';
import { curlLine, shareXConfiguration } from './token-tools.js';

/** A new token and what it is used with: the only moment at which the drive knows it. @param address of the drive */
export function MadeToken({ made, address }: { made: TokenMade; address: string }): VNode {
  const curl = curlLine(made, address);
  const shareX = shareXConfiguration(made, address);
  return (
    <div class="done made" role="status">
      <Copied id="made-token" label={`Your new token “${made.name}”`} text={made.token} />
      <p class="small">Copy it now and keep it like a password: it is shown only this once.</p>
      <Copied id="made-curl" label={`curl: ${curl.does}`} text={curl.line} />
      {shareX && (
        <>
          <p>
            <a class="button calm" href={`data:application/json,${encodeURIComponent(shareX.json)}`} download={shareX.fileName}>
              Download for ShareX
            </a>
          </p>
          <p class="small">Open the file with ShareX to upload by it. The token is in it: keep it like a password, too.</p>
        </>
      )}
    </div>
  );
}

function Copied({ id, label, text }: { id: string; label: string; text: string }): VNode {
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
