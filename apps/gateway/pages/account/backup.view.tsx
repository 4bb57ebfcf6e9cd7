import type { VNode } from 'preact';

import type { DriveStatus } from '#libs/api/drive.js';
import { countInWords } from '#libs/domain/format.js';

import { Time } from '../components/parts.js';

/** When the whole drive was last backed up and checked; how to do it, where that was never done. */
export function BackupSection({ drive: { lastBackup, lastVerify, clock } }: { drive: DriveStatus }): VNode {
  return (
    <section class="card part">
      <h2>Backup</h2>
      <dl class="facts">
        <div>
          <dt>Last backup</dt>
          <dd>
            {lastBackup ? (
              <>
                <Time iso={lastBackup.at} />, {countInWords(lastBackup.images)}
              </>
            ) : (
              'never'
            )}
          </dd>
        </div>
        <div>
          <dt>Last checked</dt>
          <dd>
            {lastVerify ? (
              <>
                <Time iso={lastVerify.at} />, {damageInWords(lastVerify.damaged)}
              </>
            ) : (
              'never'
            )}
          </dd>
        </div>
      </dl>
      {clock && (
        <p role="status">
          The clock of the drive jumped. Nothing is deleted for its age until <Time iso={clock.heldUntil} />, the trash included.
        </p>
      )}
      <p class="quiet small">Of the whole drive, with the pictures of all accounts.</p>
      {!lastBackup && (
        <p class="quiet small">
          The owner of this drive makes a backup with <code>npm run backup -- FOLDER</code>.
        </p>
      )}
      {!lastVerify && (
        <p class="quiet small">
          <code>npm run verify</code> checks that no picture is damaged.
        </p>
      )}
    </section>
  );
}

function damageInWords(damaged: number): string {
  if (damaged === 0) return 'no damage found';
  return `${countInWords(damaged)} ${damaged === 1 ? 'is' : 'are'} damaged`;
}
