import { spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';

const PASSWORD = 'correct horse battery staple';

/** The built drive on a free port, with its data in a folder. @returns its address, its process, and when it ended */
export async function startDrive(folder) {
  const env = { PATH: process.env.PATH, PORT: '0', SHOEBOX_DATA_DIR: join(folder, 'data'), SHOEBOX_LOG_LEVEL: 'error' };
  const child = spawn(process.execPath, ['dist/apps/all-in-one/main.js'], { env, stdio: ['ignore', 'pipe', 'inherit'] });
  const ended = new Promise((resolve) => child.once('exit', resolve));
  const url = await new Promise((resolve, reject) => {
    createInterface(child.stdout).on('line', (line) => {
      const [, address] = /^Shoebox is ready: open (\S+)/.exec(line) ?? [];
      if (address) resolve(address.replace(/\/$/, ''));
      // The log of the drive: what it says of an error explains a failure.
      else if (line.includes('"level":50')) console.log(line);
    });
    void ended.then(() => reject(new Error('The drive ended before it was ready.')));
  });
  return { url, process: child, ended };
}

/** A new account. @returns its session token, and calls in its name: `post` sends JSON, `upload` a file; both resolve with what the API answered */
export async function signUp(url) {
  const call = async (path, body, headers) => {
    const response = await fetch(url + path, { method: 'POST', headers, body });
    if (!response.ok) throw new Error(`${path} answered ${response.status}: ${await response.text()}`);
    return response.json();
  };
  const json = { 'content-type': 'application/json' };
  const account = JSON.stringify({ email: 'ada@example.org', password: PASSWORD });
  const { sessionToken } = await call('/api/auth/signup', account, json);
  const authorization = `Bearer ${sessionToken}`;
  return {
    token: sessionToken,
    post: (path, body) => call(path, JSON.stringify(body), { ...json, authorization }),
    upload: (file, name) => call(`/api/images?name=${name}`, readFileSync(file), { authorization }),
  };
}
