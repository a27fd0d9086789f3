// Looks at a page that does not change (its address is the argument): in light, in dark and on a phone, all of it by
// axe and by keyboard. With PICTURES=folder it leaves the README's pictures there.
import {join} from 'node:path';
import {PHONE, check, judge, open, run} from './browser.mjs';

const [url] = process.argv.slice(2);
const folder = process.env.PICTURES;

await run(async browser => {
  for (const [name, scheme, size] of [['light', 'light'], ['dark', 'dark'], ['phone', 'light', PHONE], ['phone-dark', 'dark', PHONE]]) {
    const page = await open(browser, url, {scheme, size});
    await judge(page, name);
    await keyboard(page, name);
    await page.mouse.move(0, 0);
    if (folder && name !== 'phone-dark') {
      await page.evaluate(() => { document.activeElement.blur(); scrollTo(0, 0); });
      await page.screenshot({path: join(folder, `status-${name}.png`), fullPage: name !== 'phone', animations: 'disabled'});
    }
    await page.close();
  }
});

// One tab stop leads into the calendar, arrows walk in it, and the line below says what the cell holds.
async function keyboard(page, name) {
  await page.locator('td.cell[tabindex="0"]').focus();
  const before = await page.locator('#hour').textContent();
  await page.keyboard.press('ArrowRight');
  await page.keyboard.press('ArrowDown');
  const cell = await page.evaluate(() => document.activeElement.title);
  check(cell.length > 0 && cell !== before, `${name}: the arrow keys did not move: ${before} → ${cell}`);
  check(await page.locator('#hour').textContent() === cell, `${name}: the line below the calendar does not say what the cell holds`);
  const outline = await page.evaluate(() => getComputedStyle(document.activeElement).outlineStyle);
  check(outline !== 'none', `${name}: the focus cannot be seen`);
}
