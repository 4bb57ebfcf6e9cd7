import { hash, randomBytes } from 'node:crypto';
import { readFile, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import type { Account, LoggedIn } from '#libs/api/account.js';
import type { ErrorCode } from '#libs/api/errors.js';
import type { Image, ImageList, UploadResult } from '#libs/api/image.js';

import { send, type Answer, type Sent } from './answer.js';
import { checkCode, checkContract, checkStatus } from './contract.js';

export const PASSWORD = 'correct horse battery staple';

/** A file of a form. */
export interface FormFile {
  bytes: Buffer;
  name?: string;
  type?: string;
}

type Options = Omit<Sent, 'method' | 'path'> & {
  /** The status that must come; any below 400 when it is left out. */
  status?: number;
};

/** Somebody at the drive. Every answer is held against the published contract. */
export class Client {
  constructor(
    readonly url: string,
    /** Sent as bearer; empty: nobody is logged in. */
    readonly token = '',
    readonly user: Account = { id: '', name: '', email: '' },
  ) {}

  /** A new account on a drive where others may have theirs already. */
  static async signUp(url: string, email = newEmail()): Promise<Client> {
    const { sessionToken, user } = (
      await new Client(url).json('POST', '/api/auth/signup', { email, password: PASSWORD }, { status: 201 })
    ).json<LoggedIn>();
    return new Client(url, sessionToken, user);
  }

  /**
   * An account for suites that look at nothing but pictures of their own. On a drive that many files use, one after another in processes of
   * their own, it is the same for all of them: from one address a hundred accounts an hour are accepted.
   */
  static async shared(url: string): Promise<Client> {
    if (process.env['TEST_BASE_URL'] === undefined) return Client.signUp(url);
    const file = join(tmpdir(), `shoebox-account-${hash('sha256', url).slice(0, 16)}.json`);
    const known = await readFile(file, 'utf8').then(
      (text) => JSON.parse(text) as Pick<Client, 'token' | 'user'>,
      () => null,
    );
    // Another drive may have had this address before.
    if (known && (await new Client(url, known.token).ask('GET', '/api/auth/me')).status === 200)
      return new Client(url, known.token, known.user);
    const { token, user } = await Client.signUp(url);
    await writeFile(file, JSON.stringify({ token, user }), { mode: 0o600 });
    return new Client(url, token, user);
  }

  with(token: string): Client {
    return new Client(this.url, token, this.user);
  }

  /** The same person, where the drive can be reached now. */
  at(url: string): Client {
    return new Client(url, this.token, this.user);
  }

  /** Any answer that the contract allows. */
  async ask(method: string, path: string, { headers, ...rest }: Omit<Options, 'status'> = {}): Promise<Answer> {
    const authorization = this.token && { authorization: `Bearer ${this.token}` };
    const answer = await send(this.url, { method, path, headers: { ...authorization, ...headers }, ...rest });
    checkContract(answer);
    return answer;
  }

  async send(method: string, path: string, { status, ...rest }: Options = {}): Promise<Answer> {
    const answer = await this.ask(method, path, rest);
    checkStatus(answer, status);
    return answer;
  }

  get(path: string, options: Options = {}): Promise<Answer> {
    return this.send('GET', path, options);
  }

  json(method: string, path: string, body: unknown, { headers, ...options }: Options = {}): Promise<Answer> {
    const text = typeof body === 'string' ? body : JSON.stringify(body);
    return this.send(method, path, { ...options, headers: { 'content-type': 'application/json', ...headers }, body: text });
  }

  /** Expects the error and returns its body. */
  async refused(code: ErrorCode, method: string, path: string, options: Omit<Options, 'status'> = {}) {
    const answer = await send(this.url, {
      method,
      path,
      ...options,
      headers: { ...(this.token && { authorization: `Bearer ${this.token}` }), ...options.headers },
    });
    checkContract(answer);
    const problem = checkCode(answer, code);
    return { ...problem, headers: answer.headers };
  }

  refusedJson(code: ErrorCode, method: string, path: string, body: unknown) {
    const text = typeof body === 'string' ? body : JSON.stringify(body);
    return this.refused(code, method, path, { headers: { 'content-type': 'application/json' }, body: text });
  }

  /** The raw body way in. */
  async upload(body: Buffer, query: { name?: string; modifiedAt?: string } = {}, options: Options = {}): Promise<Image> {
    const headers = { 'content-type': 'application/octet-stream', ...options.headers };
    return (await this.send('POST', uploadPath(query), { status: 201, ...options, headers, body })).json<Image>();
  }

  /** Several files in one form: what became of each. */
  async uploadForm(files: readonly FormFile[], fields: Record<string, string> = {}): Promise<UploadResult[]> {
    const form = await formOf(files, fields);
    return (await this.send('POST', '/api/images', { status: 207, ...form })).json<{ results: UploadResult[] }>().results;
  }

  async image(id: string): Promise<Image> {
    return (await this.get(`/api/images/${id}`)).json<Image>();
  }

  async list(query: Record<string, string | number> = {}): Promise<ImageList> {
    const text = new URLSearchParams(Object.entries(query).map(([name, value]) => [name, String(value)]));
    return (await this.get(`/api/images?${text}`)).json<ImageList>();
  }

  /** The ids of the first page of a list. */
  async ids(query: Record<string, string | number> = {}): Promise<string[]> {
    return (await this.list({ limit: 500, ...query })).items.map(({ id }) => id);
  }

  /** Deletes every picture for good, so that no job of theirs keeps the pictures of the next test waiting. */
  async removeAll(): Promise<void> {
    for (let ids = await this.ids(); ids.length > 0; ids = await this.ids()) {
      await this.json('POST', '/api/images/bulk', { ids, action: 'purge' }, { status: 200 });
    }
  }
}

export function newEmail(local = 'ada'): string {
  return `${local}-${randomBytes(5).toString('hex')}@example.org`;
}

export function uploadPath(query: { name?: string; modifiedAt?: string }): string {
  const text = new URLSearchParams(query).toString();
  return text ? `/api/images?${text}` : '/api/images';
}

/** A `multipart/form-data` body as browsers write it, the text fields first. */
export async function formOf(files: readonly FormFile[], fields: Record<string, string> = {}) {
  const form = new FormData();
  for (const [name, value] of Object.entries(fields)) form.append(name, value);
  for (const { bytes, name = 'picture.jpg', type = 'image/jpeg' } of files) {
    form.append('file', new Blob([new Uint8Array(bytes)], { type }), name);
  }
  const encoded = new Response(form);
  return { headers: { 'content-type': encoded.headers.get('content-type')! }, body: Buffer.from(await encoded.arrayBuffer()) };
}
