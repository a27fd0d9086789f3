// What all the scripts share: a fresh chromium, pages that report whatever goes wrong in them, and axe.
import {createRequire} from 'node:module';
import {mkdtempSync, readFileSync, rmSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';

const require = createRequire(join(process.env.BROWSER_MODULES, 'package.json'));
const {chromium} = require('playwright-core');
const axe = readFileSync(require.resolve('axe-core/axe.min.js'), 'utf8');

// The machine may be ten times slower than it ought to be.
export const PATIENCE = 120_000;
export const DESK = {width: 1280, height: 800};
export const PHONE = {width: 390, height: 844};

const problems = [];

/** Runs the steps with a browser and ends the process: 0 only if no step failed and no page complained. */
export async function run(steps) {
  const folder = mkdtempSync(join(tmpdir(), 'alf-browser-'));
  let browser;
  try {
    browser = await chromium.launchPersistentContext(folder, {
      executablePath: process.env.CHROMIUM, headless: true, timeout: PATIENCE, viewport: DESK, reducedMotion: 'reduce',
      args: ['--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking',
        '--disable-component-update', '--disable-sync', '--force-color-profile=srgb', '--hide-scrollbars'],
    });
    browser.setDefaultTimeout(PATIENCE);
    await steps(browser);
  } catch (error) {
    problems.push(error.stack ?? String(error));
  } finally {
    await browser?.close();
    rmSync(folder, {recursive: true, force: true});
  }
  for (const problem of problems) console.error(problem);
  process.exit(problems.length === 0 ? 0 : 1);
}

/** A page whose every complaint counts; those that a test causes itself match `expected`. */
export async function open(browser, url, {scheme = 'light', size = DESK, expected = null, ...rest} = {}) {
  const page = await browser.newPage();
  await page.emulateMedia({colorScheme: scheme});
  await page.setViewportSize(size);
  page.on('console', message => {
    if (['error', 'warning'].includes(message.type()) && !expected?.test(message.text())) problems.push(`console: ${message.text()}`);
  });
  page.on('pageerror', error => problems.push(`script: ${error.stack}`));
  page.on('request', request => { if (!request.url().startsWith(new URL(url).origin) && !request.url().startsWith('data:')) problems.push(`asks for ${request.url()}`); });
  await page.goto(url, {timeout: PATIENCE, ...rest});
  return page;
}

/** Everything axe knows of: a violation is a failure. */
export async function judge(page, what) {
  // Injected by the debugger, which the page's own policy does not bind.
  await page.evaluate(axe);
  const {violations} = await page.evaluate(() => globalThis.axe.run(document, {
    runOnly: {type: 'tag', values: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice']},
  }));
  for (const {id, help, nodes} of violations)
    problems.push(`axe, ${what}: ${id}: ${help}\n${nodes.slice(0, 5).map(node => `  ${node.html}\n  ${node.failureSummary}`).join('\n')}`);
  const wide = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
  check(wide <= 0, `${what}: the page is ${wide} px wider than the window`);
}

/** Polls until what is asked holds, or says what it was that did not. */
export async function until(what, ask) {
  const end = Date.now() + PATIENCE;
  let last;
  do {
    last = await ask();
    if (last) return last;
    await new Promise(done => setTimeout(done, 200));
  } while (Date.now() < end);
  throw new Error(`This did not become true within ${PATIENCE / 1000} s: ${what}`);
}

export function check(holds, what) {
  if (!holds) problems.push(what);
}
