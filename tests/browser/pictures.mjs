// Looks at a page that does not change: in light, in dark and on a phone, by axe and by keyboard. Its arguments are the
// address and, where it is about that, a text that must stand on it. With PICTURES=folder it leaves the README's pictures
// there.
import {join} from 'node:path';
import {PHONE, check, judge, open, run} from './browser.mjs';

const [url, text = ""] = process.argv.slice(2);
const folder = text ? "" : process.env.PICTURES;

await run(async browser => {
  for (const [name, scheme, size] of [['light', 'light'], ['dark', 'dark'], ['phone', 'light', PHONE], ['phone-dark', 'dark', PHONE]]) {
    const page = await open(browser, url, {scheme, size});
    await judge(page, name);
    if (text) check((await page.locator('main').innerText()).includes(text), `${name}: the page does not show ${text} as it is`);
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
