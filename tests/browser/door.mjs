// A page that wants a token: its address and the token are the arguments.
import {check, judge, open, run, until} from './browser.mjs';

const [url, token] = process.argv.slice(2);

await run(async browser => {
  // The browser reports each 403, which is what is asked for here.
  const page = await open(browser, url, {expected: /403/});
  check(await page.locator('table').count() === 0, 'something of the status is shown without the token');
  await judge(page, 'the door');

  await page.getByLabel('Token').fill('wrong');
  await page.keyboard.press('Enter');
  await until('a wrong token is refused', () => page.getByRole('alert').textContent());
  check(await page.locator('table').count() === 0, 'a wrong token opens');

  await page.getByLabel('Token').fill(token);
  await page.keyboard.press('Enter');
  await page.getByRole('heading', {name: 'Contracts and sinks'}).waitFor();
  await page.evaluate(() => { globalThis.answers = 0; new PerformanceObserver(list => { globalThis.answers += list.getEntries().length; }).observe({type: 'resource'}); });
  await until('the page goes on asking with the token', () => page.evaluate(() => globalThis.answers > 1));
  check(await page.locator('table').count() > 0, 'the page did not stay open');
  await page.locator('tbody a', {hasText: '31990001'}).first().click();
  await page.getByText('Showing contract 31990001').waitFor();
  const kept = await page.evaluate(() => document.cookie + JSON.stringify({...localStorage, ...sessionStorage}));
  check(kept === '{}', `the page keeps something: ${kept}`);
  check(!page.url().includes(token), 'the token stands in the address');
});
