// Runs in a world of its own beside the page: same document, none of the page's own functions.
// Measures what can be seen at the present width, writes the document down, presses buttons, marks places.
// Installed once a page as globalThis.sc; crawler/browser.py calls it.
(() => {
  if (globalThis.sc) return;
  const DESKTOP = 1, PHONE = 2;
  const SKIP = new Set(['SCRIPT', 'STYLE', 'TEMPLATE', 'NOSCRIPT', 'EMBED', 'CANVAS', 'LINK', 'META']);
  const VOID = new Set(['area', 'base', 'br', 'col', 'embed', 'hr', 'img', 'input', 'link', 'meta', 'source', 'track', 'wbr']);
  const DROPPED = new Set(['srcset', 'sizes', 'd', 'points', 'integrity', 'nonce']);
  const bits = new WeakMap(), numbers = new WeakMap(), elements = [];
  let shadows = 0, frames = 0;

  const number = (el) => {
    let n = numbers.get(el);
    if (!n) { n = elements.push(el); numbers.set(el, n); }
    return n;
  };
  const byNumber = (n) => elements[n - 1];
  const renumber = (n, el) => { elements[n - 1] = el; return el; };

  // The page inside a frame; null where there is none that we may read. An object without one shows its own children.
  const inside = (el) => {
    try { const doc = el.contentDocument; return doc && (doc.body || doc.documentElement); } catch (e) { return null; /* another origin */ }
  };
  const framed = (el) => el.tagName === 'IFRAME' || el.tagName === 'FRAME' || (el.tagName === 'OBJECT' && !!inside(el));

  // Children as a visitor meets them: shadow roots and slots in place, same-origin frames opened.
  const kids = (el) => {
    if (el.tagName === 'SLOT') {
      const given = el.assignedNodes({ flatten: true });
      if (given.length) return given;
    }
    if (framed(el)) return [inside(el)].filter(Boolean);
    return (el.shadowRoot || el).childNodes;
  };
  const ownText = (el) => {
    for (let c = el.firstChild; c; c = c.nextSibling) if (c.nodeType === 3 && /\S/.test(c.data)) return true;
    return false;
  };

  // Elements that show something without text of their own, or that are pressed.
  const SOLID = new Set(['IMG', 'INPUT', 'TEXTAREA', 'SELECT', 'BUTTON', 'A', 'AREA', 'IFRAME', 'FRAME', 'OBJECT', 'VIDEO', 'FORM']);
  const HOW = { opacityProperty: true, visibilityProperty: true, contentVisibilityAuto: true };
  const UNSEEN = 0, SEEN = 1, GONE = 2; // GONE: with everything in it

  // Whether an element's own words take no room at all (scaled to nothing).
  const nothing = (el) => {
    const range = el.ownerDocument.createRange();
    range.selectNodeContents(el);
    const r = range.getBoundingClientRect();
    return !r.width && !r.height;
  };

  // Every question to the browser costs a microsecond or two, and a page has thousands of elements: the cheap ones first.
  const seen = (el, far) => {
    if (!el.checkVisibility(HOW)) {
      const display = getComputedStyle(el).display;
      return display === 'contents' ? SEEN : display === 'none' ? GONE : UNSEEN;
    }
    const text = ownText(el);
    if (!text && !SOLID.has(el.tagName) && el.offsetWidth >= 2 && el.offsetHeight >= 2) return SEEN;
    const r = el.getBoundingClientRect(), wide = r.width, high = r.height;
    if (wide < 2 || high < 2) {
      const style = getComputedStyle(el);
      if (style.overflowX !== 'visible' || style.overflowY !== 'visible') return GONE;
      if (!text && !el.firstElementChild && !el.shadowRoot) return UNSEEN;
    }
    if (!wide && !high && text && nothing(el)) return UNSEEN;
    if (wide || high) {
      if (r.right <= 0 || r.bottom + el.ownerDocument.defaultView.scrollY <= 0) return UNSEEN;
      if (r.left >= far) return UNSEEN;
    }
    if (text) {
      const style = getComputedStyle(el);
      if (parseFloat(style.fontSize) < 3 || parseFloat(style.textIndent) < -400) return UNSEEN;
      const color = style.color;
      if (color.startsWith('rgba') && color.endsWith(', 0)') && style.webkitTextFillColor === color && style.backgroundClip !== 'text') return UNSEEN;
    }
    return SEEN;
  };

  const edge = () => Math.max(innerWidth, (document.scrollingElement || document.documentElement).scrollWidth);

  // Whether an element can be seen at the present width, as `measure` would say.
  const readable = (el) => {
    const far = edge();
    for (let up = parent(el); up; up = parent(up)) if (up !== document.documentElement && seen(up, far) === GONE) return false;
    return seen(el, far) === SEEN;
  };

  // Whether nothing of an element or of what is in it can be seen (folded to no height, display: none).
  const gone = (el) => seen(el, edge()) === GONE;

  const measure = (bit) => {
    const far = edge();
    const look = (el, hidden) => {
      const tag = el.tagName;
      if (SKIP.has(tag)) return;
      const now = hidden ? GONE : seen(el, far);
      const old = bits.get(el) || 0;
      bits.set(el, now === SEEN ? old | bit : old & ~bit);
      const frame = framed(el);
      const below = now === GONE || (frame && now !== SEEN);
      if (frame || tag === 'SLOT') {
        for (const c of kids(el)) if (c.nodeType === 1) look(c, below);
      } else {
        for (let c = (el.shadowRoot || el).firstElementChild; c; c = c.nextElementSibling) look(c, below);
      }
    };
    if (document.body) look(document.body, false);
    if (bit === DESKTOP) wide = scripted() ? told() : null;
  };

  // Every piece of text with a digit or an at sign that is meant for people, with the element that holds it.
  const UNREAD = /^(SCRIPT|STYLE|NOSCRIPT|TEMPLATE)$/;
  const numberTexts = () => roots().flatMap((root) => {
    const found = [], walker = document.createTreeWalker(root.body || root, NodeFilter.SHOW_TEXT);
    for (let text = walker.nextNode(); text; text = walker.nextNode()) {
      if (!/[\d@]/.test(text.data)) continue;
      const el = text.parentElement || root.host;
      if (el && !UNREAD.test(el.tagName)) found.push({ text, el });
    }
    return found;
  });

  // What scripts may take out of the page on a narrow screen, or draw anew: numbers, addresses and links. Null without
  // scripts. The pattern is bounded: a page may hold a run of letters of any length.
  let wide = null;
  const NUMBERS = /[\w.+-]{1,64}@[\w.-]{1,200}\w|\+?\d[\d\s().\/\u2013-]{6,30}\d/g;
  const told = () => {
    const texts = numberTexts();
    const numbers = (texts.map(({ text }) => text.data).join(' ').match(NUMBERS) || []).map((s) => s.replace(/[^\w@.+-]/g, ''));
    const holders = texts.map(({ text }) => text).filter((text) => text.data.match(NUMBERS));
    return { holders, all: [...numbers, ...all('a[href]').map((a) => a.getAttribute('href'))] };
  };

  // Whether some of it is not in the page any more, or stands there in other elements.
  const lost = () => {
    if (!wide) return false;
    const now = new Set(told().all);
    return wide.holders.some((text) => !text.isConnected) || wide.all.some((one) => !now.has(one));
  };

  const SIGNS = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' };
  const escapeText = (s) => (/[&<>]/.test(s) ? s.replace(/[&<>]/g, (sign) => SIGNS[sign]) : s);
  const escapeValue = (s) => {
    const cut = s.length > 3000 ? s.slice(0, 3000) : s;
    return /[&<>"]/.test(cut) ? cut.replace(/[&<>"]/g, (sign) => SIGNS[sign]) : cut;
  };
  const names = new Map();
  const kept = (name) => {
    let keep = names.get(name);
    if (keep === undefined) names.set(name, keep = !DROPPED.has(name) && /^[\w:@.-]+$/.test(name));
    return keep;
  };
  const FRAMES = new Set(['frame', 'iframe', 'frameset']);
  const SHORT = new Set(['a', 'span', 'p', 'div', 'li', 'td', 'em', 'strong', 'b', 'i', 'address']);

  // What a style sheet writes before or after a short piece of text, where that holds an address or a number.
  const painted = (el, side) => {
    let content = getComputedStyle(el, side).content;
    if (!content || content === 'none' || content === 'normal') return '';
    content = content.replace(/attr\(([\w-]+)\)/g, (_, name) => JSON.stringify(el.getAttribute(name) || ''));
    const text = (content.match(/"((?:[^"\\]|\\.)*)"/g) || []).map((s) => s.slice(1, -1).replace(/\\(["\\])/g, '$1')).join('');
    return /@|\.\w{2}|\d/.test(text) ? escapeText(text) : '';
  };

  // Short pieces in one line (of a number, mostly) in the order in which a style sheet sets them before the reader.
  const inOrder = (el) => {
    const pieces = [...el.children];
    if (pieces.some((one) => one.firstElementChild) || el.textContent.length > 120 || !/\d|@/.test(el.textContent)) return null;
    const style = getComputedStyle(el);
    if (!/flex|grid/.test(style.display)) return null;
    const turned = style.display.includes('flex') && style.flexDirection.endsWith('-reverse');
    const place = new Map(pieces.map((one) => [one, Number(getComputedStyle(one).order) || 0]));
    if (!turned && pieces.every((one) => place.get(one) === 0)) return null;
    const nodes = [...el.childNodes].map((node, at) => [node, place.get(node) || 0, at]);
    nodes.sort(([, a, at], [, b, bt]) => a - b || at - bt);
    return turned ? nodes.reverse().map(([node]) => node) : nodes.map(([node]) => node);
  };

  const glyph = (text, at) => {
    const range = text.ownerDocument.createRange();
    range.setStart(text, at); range.setEnd(text, at + 1);
    return range.getBoundingClientRect();
  };
  const inline = (text) => text.parentElement && getComputedStyle(text.parentElement).display === 'inline';

  // Whether a style sheet keeps two pieces of text apart that nothing in the markup parts: more than a fifth of their
  // height lies between them, or they are boxes of two lines. Asked where a number or an address may stand.
  const apart = (one, other) => {
    if (one.parentNode === other.parentNode || !/[\p{L}\p{N}]$/u.test(one.data) || !/^[\p{L}\p{N}]/u.test(other.data)) return false;
    if (!/[\d@]/.test(one.data.slice(-40) + other.data.slice(0, 40))) return false;
    const a = glyph(one, one.length - 1), b = glyph(other, 0);
    if (!a.height || !b.height) return false;
    if (Math.min(a.bottom, b.bottom) - Math.max(a.top, b.top) < Math.min(a.height, b.height) / 2) return !(inline(one) && inline(other));
    return Math.max(b.left - a.right, a.left - b.right) > 0.2 * Math.min(a.height, b.height);
  };

  const write = (node, out, budget) => {
    if (node.nodeType === 3) {
      if (budget.last && budget.gaps > 0 && apart(budget.last, node)) { budget.gaps--; out.push(' '); }
      if (node.data) budget.last = node;
      out.push(escapeText(node.data));
      return;
    }
    if (node.nodeType === 8) { if (node.data.length < 5000) out.push('<!--', node.data.replace(/--+>?/g, '- '), '-->'); return; }
    if (node.nodeType !== 1) return;
    const tag = node.localName;
    if (tag === 'style' || tag === 'template' || tag === 'noscript') return;
    const data = tag === 'script' && /ld\+json/.test(node.type || '');
    if (tag === 'script' && !data) { out.push('<script', node.src ? ` src="${escapeValue(node.getAttribute('src') || '')}"` : '', '></script>'); return; }
    const frame = FRAMES.has(tag) || (tag === 'object' && framed(node));
    out.push('<', frame ? 'div data-sc-frame' : tag === 'slot' ? 'span' : tag);
    for (const name of node.getAttributeNames()) {
      if (!kept(name)) continue;
      const value = node.getAttribute(name);
      out.push(' ', name, '="', value.startsWith('data:') ? 'data:' : escapeValue(value), '"');
    }
    out.push(` data-sc-n="${number(node)}"`);
    const b = bits.get(node);
    if (b !== undefined && b !== 3 && tag !== 'br' && tag !== 'wbr') out.push(` data-sc-v="${b === DESKTOP ? 'd' : b === PHONE ? 'p' : ''}"`);
    out.push('>');
    if (VOID.has(tag)) return;
    if (data) { out.push(node.textContent.replace(/<\/script/gi, '<\\/script'), '</script>'); return; }
    const short = budget.painted > 0 && SHORT.has(tag) && !node.firstElementChild && node.textContent.length < 40;
    if (short) { budget.painted--; out.push(painted(node, '::before')); }
    if (node.shadowRoot) shadows++;
    if (frame && tag !== 'frameset' && kids(node).length) frames++;
    if (tag === 'svg') {
      for (const t of node.querySelectorAll('text, title')) out.push(escapeText(t.textContent), ' ');
    } else {
      const count = node.childElementCount;
      const given = frame || tag === 'slot' ? kids(node) : count > 1 && count < 13 && !node.shadowRoot ? inOrder(node) : null;
      if (given) for (const c of given) write(c, out, budget);
      else for (let c = (node.shadowRoot || node).firstChild; c; c = c.nextSibling) write(c, out, budget);
    }
    if (short) out.push(painted(node, '::after'));
    out.push('</', frame ? 'div' : tag === 'slot' ? 'span' : tag, '>');
  };

  // What scripts fetched from the shop's own site; and what they did not get: a part of the page that nobody could read.
  const fetched = () => {
    const site = (host) => (/^[\d.:\[\]]+$/.test(host) ? host : host.split('.').slice(-2).join('.'));
    const mine = (e) => { try { return site(new URL(e.name).host) === site(location.host); } catch (error) { return false; } };
    return performance.getEntriesByType('resource').filter((e) => /^(fetch|xmlhttprequest)$/.test(e.initiatorType) && mine(e));
  };
  const refused = () => {
    const shut = (e) => e.responseStatus === 403 || e.responseStatus === 429 || e.responseStatus >= 500 || lost(e);
    // no answer at all; of other origins the status is not told, so only of our own
    const lost = (e) => e.responseStatus === 0 && e.responseStart === 0 && new URL(e.name).origin === location.origin;
    return fetched().filter(shut)
      .slice(0, 5).map((e) => [e.responseStatus, e.name.slice(0, 300)]);
  };

  const serialise = () => {
    shadows = 0; frames = 0;
    const out = ['<!DOCTYPE html>'];
    write(document.documentElement, out, { painted: 600, gaps: 400, last: null });
    return { html: out.join(''), shadows, frames, url: location.href, refused: refused() };
  };

  const pause = (ms) => new Promise((done) => setTimeout(done, ms));
  const scripted = () => [...document.scripts].some((s) => !s.type || /javascript|module/.test(s.type));

  // Whether scripts may fetch or write something a while after the page was loaded.
  const LATER = /fetch\s*\(|XMLHttpRequest|\.ajax\s*\(|\.load\s*\(|import\s*\(|axios|setTimeout|setInterval|requestIdleCallback|WebSocket|EventSource/;
  const busy = () => [...document.scripts].some((s) => s.src || LATER.test(s.textContent));

  // Until the document has not changed for `quiet` ms, at most `most` ms. A page without scripts does not change.
  const settle = async (quiet, most) => {
    if (!scripted()) return;
    let last = performance.now();
    const watch = new MutationObserver(() => { last = performance.now(); });
    watch.observe(document.documentElement, { childList: true, subtree: true, characterData: true });
    const end = performance.now() + most;
    while (performance.now() < end && performance.now() - last < quiet) await pause(25);
    watch.disconnect();
  };

  // The document and every shadow root in it.
  const roots = (root = document, found = [root]) => {
    for (const el of root.querySelectorAll('*')) if (el.shadowRoot) { found.push(el.shadowRoot); roots(el.shadowRoot, found); }
    return found;
  };
  // All elements that fit a selector, those in shadow roots last.
  const all = (selector) => roots().flatMap((root) => [...root.querySelectorAll(selector)]);
  const parent = (el) => el.assignedSlot || el.parentElement || (el.getRootNode() instanceof ShadowRoot ? el.getRootNode().host : null);
  const shown = (el) => {
    if (!el.checkVisibility({ opacityProperty: true, visibilityProperty: true })) return false;
    const r = el.getBoundingClientRect();
    return r.width > 1 && r.height > 1 && r.right > 0 && r.left < innerWidth;
  };
  const fold = (s) => s.normalize('NFKD').replace(/[\u0300-\u036f]/g, '').toLowerCase().replace(/ß/g, 'ss').replace(/[^a-z0-9]+/g, ' ').trim();
  const label = (el) => (el.innerText || el.value || el.getAttribute('aria-label') || el.title || '').trim();
  // Whether the label of an element may hold one of some words. What is shown of its text (innerText) needs a layout
  // question each; all of its text is at hand. Spaces are left out: a line break in the one is nothing in the other.
  const squeeze = (s) => fold(s).replace(/ /g, '');
  const anyOf = (words) => new RegExp(words.map(squeeze).filter(Boolean).join('|') || '(?!)');
  const mayHold = (el, pattern) => {
    if (el.getRootNode() !== document || el.shadowRoot) return true;
    const text = el.textContent;
    if (text.length > 2000) return false;
    return pattern.test(squeeze(`${text} ${el.value || ''} ${el.getAttribute('aria-label') || ''} ${el.title || ''} ${el.alt || ''}`));
  };

  // A form in which nothing is filled in: pressing its button is following a link.
  const bare = (form) => ![...form.elements].some((el) => !/^(hidden|submit|button|image|reset|fieldset|output)$/.test(el.type));

  // A finger that comes down and goes up: menus of some kits open at that, before the click that follows it.
  const down = (el) => {
    const r = el.getBoundingClientRect();
    const how = { bubbles: true, cancelable: true, composed: true, button: 0, clientX: r.left + r.width / 2, clientY: r.top + r.height / 2 };
    const pointer = { ...how, pointerId: 1, pointerType: 'mouse', isPrimary: true };
    el.dispatchEvent(new PointerEvent('pointerdown', { ...pointer, buttons: 1 }));
    if (el.dispatchEvent(new MouseEvent('mousedown', { ...how, buttons: 1, detail: 1 }))) {
      const taker = el.closest('button, a[href], summary, input, select, textarea, [tabindex], [contenteditable]');
      if (taker) taker.focus({ preventScroll: true });
    }
    el.dispatchEvent(new PointerEvent('pointerup', pointer));
    el.dispatchEvent(new MouseEvent('mouseup', { ...how, detail: 1 }));
  };

  // Choose an option of a menu.
  const choose = (option) => {
    const menu = option.closest('select');
    menu.selectedIndex = option.index;
    for (const type of ['input', 'change']) menu.dispatchEvent(new Event(type, { bubbles: true, composed: true }));
  };

  // Press something without leaving the page by a link and without sending a form that asks for something.
  const press = (el, eager) => {
    if (el.tagName === 'OPTION') return choose(el);
    const stay = (e) => {
      const a = e.composedPath().find((n) => n.tagName === 'A' && n.getAttribute('href'));
      if ((e.type === 'submit' && !(eager && bare(e.target))) || (a && !/^(#|javascript:)/i.test(a.getAttribute('href')))) e.preventDefault();
    };
    addEventListener('submit', stay, true);
    addEventListener('click', stay, true);
    let at = el; // a finger comes down on the words
    while (at.childElementCount === 1 && at.textContent.trim() && at.firstElementChild.textContent.trim() === at.textContent.trim()) at = at.firstElementChild;
    try { down(at); at.click ? at.click() : at.dispatchEvent(new MouseEvent('click', { bubbles: true, cancelable: true, composed: true })); } finally {
      setTimeout(() => { removeEventListener('submit', stay, true); removeEventListener('click', stay, true); }, 0);
    }
  };

  globalThis.sc = {
    DESKTOP, PHONE, number, byNumber, renumber, elements, numberTexts, UNREAD, kids, roots, all, parent, shown, readable, gone, fold, label, anyOf, mayHold, bare, press, pause, settle, measure, lost, serialise, fetched, scripted, busy,
    start: performance.now(),
  };
})();
