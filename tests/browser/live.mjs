// Watches the demo: its page's address and the file that one of its sinks writes are the arguments.
import {existsSync, mkdirSync, renameSync, rmdirSync} from 'node:fs';
import {DESK, PHONE, check, judge, open, run, until} from './browser.mjs';

const [url, file] = process.argv.slice(2);
const LANE = 'tr[data-key="31990001/file"]';

await run(async browser => {
  // Being cut off is reported by the browser too; that is done on purpose, at the end.
  const page = await open(browser, url, {expected: /ERR_INTERNET_DISCONNECTED/});
  await page.locator(LANE).waitFor();
  // Gone if the page were ever loaded anew.
  await page.evaluate(() => { globalThis.sameDocument = true; });
  const cell = title => page.locator(`${LANE} [data-title="${title}"]`);
  const lags = new Set();
  await until('the lag changes', async () => lags.add(await cell('Lag').innerText()).size > 1);

  await page.locator(LANE).getByRole('link', {name: 'file'}).click();
  await page.getByText('Showing contract 31990001, sink file').waitFor();
  const early = await page.locator('td.cell.p').count();
  await until('the calendar fills', async () => await page.locator('td.cell.p').count() >= Math.max(48, early));
  await judge(page, 'one lane');
  await page.goBack();
  await until('all lanes are shown again', async () => await page.locator('.rows tbody tr').count() === 4);

  const input = page.getByLabel('Find a contract or sink');
  await input.fill('scr');
  const seen = new Set();
  await until('the page is refreshed', async () => seen.add(await page.locator('.asof time').textContent()).size > 2);
  check(await input.inputValue() === 'scr', 'a refresh takes away what was typed');
  check(await input.evaluate(field => field === document.activeElement), 'a refresh takes away the focus');
  await page.keyboard.press('Enter');
  await until('only what was looked for is shown', async () => await page.locator('.rows tbody tr').count() === 2);
  await page.getByRole('link', {name: 'Show all'}).click();
  await page.locator(LANE).waitFor();

  // The sink fails: a folder stands where its file should be.
  renameSync(file, file + '.away');
  mkdirSync(file);
  await until('the sink is said to fail', async () => /failing|behind|held/.test(await cell('State').innerText()));
  check(await cell('Last error').innerText() !== '', 'the error is not shown');
  for (const [name, scheme, size] of [['light', 'light', DESK], ['dark', 'dark', DESK], ['phone', 'light', PHONE], ['phone, dark', 'dark', PHONE]]) {
    await page.emulateMedia({colorScheme: scheme});
    await page.setViewportSize(size);
    await judge(page, `a failing sink, ${name}`);
  }
  await page.setViewportSize(DESK);
  rmdirSync(file);
  await until('the sink recovers', async () => (await cell('State').innerText()).trim() === 'ok' && existsSync(file));
  check(await cell('Last error').innerText() === '', 'the error stays');

  await browser.setOffline(true);
  await page.getByText('Lost contact').waitFor();
  await judge(page, 'lost contact');
  await browser.setOffline(false);
  await page.getByText('Live', {exact: true}).waitFor();
  check(await page.evaluate(() => globalThis.sameDocument), 'the page was loaded anew');
});
