import { typedPath } from '#libs/config/user-folder.js';
import { Progress } from '#libs/terminal/progress.js';
import type { Terminal } from '#libs/terminal/terminal.js';
import { Usage } from '#libs/contract/image.js';

import { ALBUMS_FILE } from './albums-file.js';
import { Api } from './api.js';
import { HELP, type Command } from './arguments.js';
import { download } from './download.js';
import { exportDrive } from './export-drive.js';
import { listPictures } from './list-pictures.js';
import { logIn } from './log-in.js';
import { expectScope, readLogin } from './login-file.js';
import { SHORT } from './patience.js';
import { runUpload, uploadOnce, type Streams } from './run-upload.js';
import { share } from './share.js';

/** Does one command and returns the exit code. @throws CliError, ApiError, and what the disk says */
export async function runCli(command: Command, terminal: Terminal, streams: Omit<Streams, 'say'>): Promise<number> {
  const say = (line: string) => terminal.say(line);
  if (command.name === 'help') {
    say(HELP.trimEnd());
    return 0;
  }
  if (command.name === 'login') {
    await logIn(command.url, terminal);
    return 0;
  }
  const login = await readLogin();
  const { url, token } = login;
  const isLong = command.name === 'upload' || command.name === 'share' || command.name === 'export';
  const api = new Api(url, token, { signal: streams.signal, ...(!isLong && { pauses: SHORT }) });
  switch (command.name) {
    case 'upload':
      return runUpload(api, login, command, { ...streams, say });
    case 'share':
      expectScope(login, 'share', 'make links');
      say(
        await share(api, command, {
          terminal,
          upload: (paths) => uploadOnce(api, paths, streams),
          // The output is the link alone, so that it can be handed on.
          note: (line) => streams.progress.write(`${line}\n`),
        }),
      );
      return 0;
    case 'list':
      say(await listPictures(api, command));
      return 0;
    case 'download':
      return (await download(api, { ...command, to: typedPath(command.to) }, say)) > 0 ? 1 : 0;
    case 'export':
      return runExport(api, command, { ...streams, say });
  }
}

async function runExport(api: Api, { folder, json }: Extract<Command, { name: 'export' }>, { say, progress }: Streams): Promise<number> {
  const { images, bytes, trashed } = await api.json(Usage, 'GET', '/api/usage');
  const bar = new Progress({ pictures: images, bytes: bytes - trashed }, progress);
  const exported = await exportDrive(api, typedPath(folder), (size) => bar.add(size));
  bar.end();
  const { pictures, written, albums, failed } = exported;
  if (json) say(JSON.stringify(exported, null, 2));
  else {
    say(`${pictures} pictures in the drive, ${written} written now, ${pictures - written - failed.length} were there.`);
    if (albums > 0) say(`Albums in ${ALBUMS_FILE}: ${albums}.`);
    for (const { id, name, why } of failed) say(`  not written: ${name} (${id}): ${why}`);
  }
  return failed.length > 0 ? 1 : 0;
}
