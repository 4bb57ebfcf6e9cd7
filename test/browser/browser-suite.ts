import type { Browser, BrowserContext, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect } from 'vitest';

import { Client, PASSWORD } from '../harness/http/client.js';
import { openDrive, type TestDrive } from '../harness/drive/drive.js';
import { executablePath, launchChromium } from './chromium.js';

/** Read by the script that runs all tests: it says at the end what was skipped and why. */
const NO_CHROMIUM = 'skipped: no Chromium on this machine (install chromium for the browser tests)';

export interface VisitOptions {
  width?: number;
  dark?: boolean;
  /** True: as on a phone, with fingers and without anything that hovers. */
  touch?: boolean;
  /** Pixels of the screen for each of the page. */
  density?: number;
  /** False: JavaScript is off. */
  script?: boolean;
  /** Who is logged in: a new account unless said; null: nobody. */
  as?: Client | null;
}

/** Somebody at a browser window of their own. */
export interface Visit {
  page: Page;
  context: BrowserContext;
  /** The same person by the API. */
  client: Client;
  /** Their page: `path('upload/')` is `/ada/upload/`. */
  path(rest: string): string;
}

/** What a browser suite has: a drive, a browser, and windows that watch for errors. */
export class BrowserStage {
  drive!: TestDrive;
  browser!: Browser;
  private readonly contexts: BrowserContext[] = [];
  private problems: string[] = [];
  private expected: RegExp[] = [];

  /** Opens a window. Whatever its pages complain about fails the test, unless `expect` named it. */
  async visit({ width = 1280, dark = false, touch = false, density = 1, script = true, as }: VisitOptions = {}): Promise<Visit> {
    const context = await this.browser.newContext({
      baseURL: this.drive.url,
      viewport: { width, height: width < 600 ? 844 : 800 },
      colorScheme: dark ? 'dark' : 'light',
      deviceScaleFactor: density,
      hasTouch: touch,
      isMobile: touch,
      javaScriptEnabled: script,
      timezoneId: 'Europe/Berlin',
      locale: 'en-GB',
    });
    this.contexts.push(context);
    context.on('weberror', (error) => this.problems.push(String(error.error())));
    context.on('console', (message) => {
      // What breaks the policy of the pages is among the errors.
      if (['error', 'warning'].includes(message.type())) this.problems.push(`${message.text()} at ${message.location().url}`);
    });
    context.on('request', (request) => {
      const { origin, protocol, href } = new URL(request.url());
      if (protocol.startsWith('http') && origin !== new URL(this.drive.url).origin) this.problems.push(`another origin was asked: ${href}`);
    });
    const client = as ?? (as === null ? new Client(this.drive.url) : await Client.signUp(this.drive.url));
    if (client.token) await context.request.post('/login', { form: { email: client.user.email, password: PASSWORD } });
    return { page: await context.newPage(), context, client, path: (rest) => `/${client.user.name}/${rest}` };
  }

  /** A complaint of the browser that this test causes on purpose. */
  expect(...problems: RegExp[]): void {
    this.expected.push(...problems);
  }

  /** Ends the windows of one test. @returns what nobody expected */
  async leave(): Promise<string[]> {
    await Promise.all(this.contexts.splice(0).map((context) => context.close()));
    const left = this.problems.filter((problem) => !this.expected.some((pattern) => pattern.test(problem)));
    this.problems = [];
    this.expected = [];
    return left;
  }
}

/**
 * A suite in a real browser, against a drive of its own. Skipped, and says why, where there is no browser.
 * @param open how the drive is started, where it must not be just any
 */
export function browserSuite(name: string, define: (stage: BrowserStage) => void, open: () => Promise<TestDrive> = openDrive): void {
  const stage = new BrowserStage();
  describe.skipIf(!executablePath)(executablePath ? name : NO_CHROMIUM, () => {
    beforeAll(async () => {
      [stage.drive, stage.browser] = await Promise.all([open(), launchChromium()]);
    });
    afterEach(async () => {
      expect(await stage.leave(), 'what the browser complained about').toEqual([]);
    });
    afterAll(async () => {
      await stage.browser.close();
      await stage.drive.close();
    });
    define(stage);
  });
}
