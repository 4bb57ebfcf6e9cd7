import { expect } from 'vitest';

import { header, send, setCookie, type Answer } from './answer.js';
import { checkStatus } from './contract.js';

/** A browser without JavaScript: it keeps its cookie, sends forms, and follows nothing by itself. */
export class Browser {
  private cookie = '';

  constructor(readonly url: string) {}

  /** What stands behind # is not sent, as in any browser. */
  async get(path: string, status = 200): Promise<Answer> {
    return this.keep(await send(this.url, { method: 'GET', path: path.split('#', 1)[0]!, headers: this.headers() }), status);
  }

  /** Sends a form as the page's own. */
  async post(path: string, fields: Record<string, string>, status = 303): Promise<Answer> {
    const headers = this.headers({ 'content-type': 'application/x-www-form-urlencoded' });
    return this.keep(await send(this.url, { method: 'POST', path, headers, body: new URLSearchParams(fields).toString() }), status);
  }

  /** Sends a form with files. */
  async postForm(path: string, { headers, body }: { headers: Record<string, string>; body: Buffer }, status = 303): Promise<Answer> {
    return this.keep(await send(this.url, { method: 'POST', path, headers: this.headers(headers), body }), status);
  }

  /** Sends the form of a page that goes to this address; a page without it fails. */
  async submit(page: Answer, action: string, fields: Record<string, string> = {}): Promise<Answer> {
    checkForm(page, action);
    return this.post(action, fields);
  }

  private headers(more: Record<string, string> = {}): Record<string, string> {
    return { accept: 'text/html', origin: this.url, 'sec-fetch-site': 'same-origin', ...(this.cookie && { cookie: this.cookie }), ...more };
  }

  private keep(answer: Answer, status: number): Answer {
    checkStatus(answer, status);
    const cookie = setCookie(answer, 'shoebox_session')?.split(';', 1)[0];
    if (cookie !== undefined) this.cookie = cookie.endsWith('=') ? '' : cookie;
    if (header(answer, 'content-type').startsWith('text/html')) checkPage(answer);
    return answer;
  }
}

/** Where a redirect goes. */
export function location(answer: Answer): string {
  return header(answer, 'location');
}

function checkForm({ text }: Answer, action: string): void {
  expect(text, 'the page has no such form').toMatch(new RegExp(`<form[^>]*method="post"[^>]*action="${RegExp.escape(action)}(#[\\w-]+)?"`));
}

/** What every page must be: whole HTML that runs and loads nothing but its own, and is framed by nobody. */
function checkPage(answer: Answer): void {
  const policy = header(answer, 'content-security-policy');
  expect(policy).toContain("default-src 'none'");
  expect(policy).toContain("frame-ancestors 'none'");
  expect(policy).not.toMatch(/unsafe|upgrade-insecure/);
  expect(answer.headers).toMatchObject({ 'x-content-type-options': 'nosniff', 'content-type': 'text/html; charset=utf-8' });
  expect(answer.headers).not.toHaveProperty('strict-transport-security');
  expect(answer.text).toMatch(/^<!doctype html>/i);
  expect(answer.text).toMatch(/<title>[^<]+<\/title>/);
  expect(answer.text).toMatch(/<html[^>]* lang="/);
  expect(answer.text, 'inline script or style').not.toMatch(/<script(?![^>]*\bsrc=)|<style|\son\w+="|\sstyle="/i);
  expect(answer.text, 'something from elsewhere').not.toMatch(/(?:src|href|action)="(?:https?:)?\/\//i);
}
