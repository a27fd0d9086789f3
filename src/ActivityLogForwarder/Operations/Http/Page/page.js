'use strict';
(() => {
  // Keeps the page up to date by asking for it again and changing what differs, so that focus, selection and scroll
  // stay. Without this script the page is the same, and loads itself anew.
  const EVERY = 3000, PATIENCE = 15000;
  const HANDS_OFF = new Set(['tabindex', 'open', 'role']);
  const find = id => document.getElementById(id);
  let token = null, waiting = 0, asking = null, lostAt = null;

  async function show(url) {
    clearTimeout(waiting);
    asking?.abort();
    const mine = asking = new AbortController();
    const alarm = setTimeout(() => mine.abort(), PATIENCE);
    try {
      const headers = token === null ? {Accept: 'text/html'} : {Accept: 'text/html', Authorization: 'Bearer ' + token};
      const answer = await fetch(url, {headers, cache: 'no-store', redirect: 'error', signal: mine.signal});
      if (!answer.ok && answer.status !== 403) throw new Error('status ' + answer.status);
      const text = await answer.text();
      if (mine !== asking) return answer.status;
      const shut = find('door') && answer.status === 403;
      if (!shut && !take(text)) throw new Error('not the page');
      if (answer.status === 403) token = null;
      met();
      return answer.status;
    } catch {
      // Whatever it was, the picture on the screen is no longer the present: that is what must be said.
      if (mine === asking) lost();
      return 0;
    } finally {
      clearTimeout(alarm);
      if (mine === asking && !find('door') && !document.hidden) waiting = setTimeout(() => show(location.href), EVERY);
    }
  }

  function take(text) {
    const next = new DOMParser().parseFromString(text, 'text/html');
    const page = next.getElementById('page');
    if (!page) return false;
    const focus = document.activeElement;
    document.title = next.title;
    document.querySelector('link[rel=icon]').href = next.querySelector('link[rel=icon]').getAttribute('href');
    morph(find('page'), page);
    if (focus !== document.activeElement && focus.isConnected) focus.focus({preventScroll: true});
    prepare();
    return true;
  }

  function morph(old, now) {
    if (old.id === 'contact' && now.id === 'contact') return;
    if (old.nodeName !== now.nodeName || old.id !== now.id) return old.replaceWith(document.importNode(now, true));
    if (old.nodeType !== Node.ELEMENT_NODE) {
      if (old.nodeValue !== now.nodeValue) old.nodeValue = now.nodeValue;
      return;
    }
    for (const {name} of [...old.attributes]) if (!now.hasAttribute(name) && !HANDS_OFF.has(name)) old.removeAttribute(name);
    for (const {name, value} of now.attributes) if (old.getAttribute(name) !== value) old.setAttribute(name, value);
    if (old.id === 'hour' && old.dataset.told) return;
    const keyed = new Map([...old.children].filter(child => child.dataset.key).map(child => [child.dataset.key, child]));
    let at = old.firstChild;
    for (const child of [...now.childNodes]) {
      const known = keyed.get(child.dataset?.key);
      if (known && known !== at) old.insertBefore(known, at);
      else if (!at || (child.dataset?.key && !known)) { old.insertBefore(document.importNode(child, true), at); continue; }
      const same = known ?? at;
      at = same.nextSibling;
      morph(same, child);
    }
    while (at) { const gone = at; at = at.nextSibling; gone.remove(); }
  }

  function met() {
    lostAt = null;
    tell(find('door') ? '' : 'live', find('door') ? '' : 'Live');
  }

  function lost() {
    lostAt ??= new Date().toISOString().slice(11, 19);
    tell('lost', `Lost contact at ${lostAt} UTC, trying again`);
  }

  function tell(kind, text) {
    const contact = find('contact');
    contact.className = 'contact ' + kind;
    if (contact.textContent !== text) contact.textContent = text;
  }

  // The calendar's cells are reached by one tab stop and the arrow keys; the line below says what a cell holds.
  function prepare() {
    const hours = find('hours');
    if (!hours) return;
    hours.setAttribute('role', 'grid');
    if (!hours.querySelector('td[tabindex="0"]')) hours.querySelector('td.cell')?.setAttribute('tabindex', '0');
    const shown = hours.querySelector('td.cell:focus');
    if (shown) say(shown);
  }

  function say(cell) {
    const hour = find('hour');
    if (cell) hour.dataset.told = '1'; else delete hour.dataset.told;
    if (cell && hour.textContent !== cell.title) hour.textContent = cell.title;
  }

  function step(cell, key) {
    const row = cell.parentElement, at = cell.cellIndex;
    if (key === 'ArrowLeft') return row.cells[at - 1];
    if (key === 'ArrowRight') return row.cells[at + 1];
    if (key === 'ArrowUp') return row.previousElementSibling?.cells[at];
    if (key === 'ArrowDown') return row.nextElementSibling?.cells[at];
    if (key === 'Home') return row.cells[1];
    return key === 'End' ? [...row.cells].findLast(other => other.classList.contains('cell')) : null;
  }

  function go(url) {
    if (url.href !== location.href) history.pushState(null, '', url);
    show(location.href);
  }

  document.addEventListener('keydown', event => {
    const cell = event.target.closest('td.cell');
    const next = cell && step(cell, event.key);
    if (!next?.classList.contains('cell')) return;
    event.preventDefault();
    cell.setAttribute('tabindex', '-1');
    next.setAttribute('tabindex', '0');
    next.focus();
  });
  for (const kind of ['focusin', 'pointerover', 'click']) document.addEventListener(kind, event => {
    const cell = event.target.closest('td.cell');
    if (cell) say(cell);
  });
  document.addEventListener('pointerout', event => { if (event.target.closest('td.cell') && find('hour')) say(find('hours').querySelector('td.cell:focus')); });
  document.addEventListener('click', event => {
    const link = event.target.closest('a[href]');
    if (!link || event.button || event.ctrlKey || event.metaKey || event.shiftKey || event.altKey) return;
    const url = new URL(link.href);
    if (url.origin !== location.origin || url.pathname !== location.pathname) return;
    event.preventDefault();
    go(url);
  });
  document.addEventListener('submit', async event => {
    event.preventDefault();
    if (event.target.id === 'door') {
      token = find('token').value;
      find('refused').textContent = '';
      if (await show(location.href) === 403) find('refused').textContent = 'This is not the token.';
      return;
    }
    go(new URL('?' + new URLSearchParams(new FormData(event.target)), location.href));
  });
  addEventListener('popstate', () => show(location.href));
  document.addEventListener('visibilitychange', () => { if (!document.hidden && !find('door')) show(location.href); });
  prepare();
  if (!find('door')) { met(); waiting = setTimeout(() => show(location.href), EVERY); }
})();
