// Runs in a world of its own beside the page: same document, none of the page's own functions.
// Measures what can be seen at the present width, writes the document down, presses buttons, marks places.
// Installed once a page as globalThis.sc; crawler/browser.py calls it.
(() => {
  if (globalThis.sc) return;
  const DESKTOP = 1, PHONE = 2;
  const SKIP = new Set(['SCRIPT', 'STYLE', 'TEMPLATE', 'NOSCRIPT', 'OBJECT', 'EMBED', 'CANVAS', 'LINK', 'META']);
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

  // Children as a visitor meets them: shadow roots and slots in place, same-origin frames opened.
  const kids = (el) => {
    if (el.tagName === 'SLOT') {
      const given = el.assignedNodes({ flatten: true });
      if (given.length) return given;
    }
    if (el.tagName === 'IFRAME' || el.tagName === 'FRAME') {
      try { const body = el.contentDocument && el.contentDocument.body; if (body) return [body]; } catch (e) { /* another origin */ }
      return [];
    }
    return (el.shadowRoot || el).childNodes;
  };
  const ownText = (el) => {
    for (let c = el.firstChild; c; c = c.nextSibling) if (c.nodeType === 3 && /\S/.test(c.data)) return true;
    return false;
  };

  const seen = (el, width, scrollWidth) => {
    let boxless = false;
    if (!el.checkVisibility({ opacityProperty: true, visibilityProperty: true, contentVisibilityAuto: true })) {
      if (getComputedStyle(el).display !== 'contents') return { visible: false };
      boxless = true;
    }
    if (boxless) return { visible: true };
    const r = el.getBoundingClientRect();
    let clips = false;
    if (r.width < 2 || r.height < 2) {
      const style = getComputedStyle(el);
      if (style.overflowX !== 'visible' || style.overflowY !== 'visible') clips = true;
      else if (!ownText(el) && !el.firstElementChild && !el.shadowRoot) return { visible: false };
    }
    if (clips) return { visible: false, clips };
    if (r.width || r.height) {
      if (r.right <= 0 || r.bottom + el.ownerDocument.defaultView.scrollY <= 0) return { visible: false };
      if (r.left >= Math.max(width, scrollWidth)) return { visible: false };
    }
    if (ownText(el)) {
      const style = getComputedStyle(el);
      if (parseFloat(style.fontSize) < 3 || parseFloat(style.textIndent) < -400) return { visible: false };
      if (/^rgba\(.*, 0\)$/.test(style.color) && style.webkitTextFillColor === style.color && style.backgroundClip !== 'text') return { visible: false };
    }
    return { visible: true };
  };

  const measure = (bit) => {
    const width = innerWidth, scrollWidth = (document.scrollingElement || document.documentElement).scrollWidth;
    const stack = [[document.body, false]];
    while (stack.length) {
      const [el, hidden] = stack.pop();
      if (!el || SKIP.has(el.tagName)) continue;
      const now = hidden ? { visible: false } : seen(el, width, scrollWidth);
      const old = bits.get(el) || 0;
      bits.set(el, now.visible ? old | bit : old & ~bit);
      const below = hidden || !!now.clips || (/^I?FRAME$/.test(el.tagName) && !now.visible);
      for (const c of kids(el)) if (c.nodeType === 1) stack.push([c, below]);
    }
  };

  const escapeText = (s) => s.replace(/&/g, '&amp;').replace(/</g, '&lt;').replace(/>/g, '&gt;');
  const escapeValue = (s) => escapeText(s.length > 3000 ? s.slice(0, 3000) : s).replace(/"/g, '&quot;');

  // What a style sheet writes before or after a short piece of text, where that holds an address or a number.
  const painted = (el, side) => {
    let content = getComputedStyle(el, side).content;
    if (!content || content === 'none' || content === 'normal') return '';
    content = content.replace(/attr\(([\w-]+)\)/g, (_, name) => JSON.stringify(el.getAttribute(name) || ''));
    const text = (content.match(/"((?:[^"\\]|\\.)*)"/g) || []).map((s) => s.slice(1, -1).replace(/\\(["\\])/g, '$1')).join('');
    return /@|\.\w{2}|\d/.test(text) ? escapeText(text) : '';
  };

  const write = (node, out, budget) => {
    if (node.nodeType === 3) { out.push(escapeText(node.data)); return; }
    if (node.nodeType === 8) { if (node.data.length < 5000) out.push('<!--', node.data.replace(/--+>?/g, '- '), '-->'); return; }
    if (node.nodeType !== 1) return;
    const tag = node.localName;
    if (tag === 'style' || tag === 'template' || tag === 'noscript') return;
    const data = tag === 'script' && /ld\+json/.test(node.type || '');
    if (tag === 'script' && !data) { out.push('<script', node.src ? ` src="${escapeValue(node.getAttribute('src') || '')}"` : '', '></script>'); return; }
    out.push('<', /^i?frame(set)?$/.test(tag) ? 'div data-sc-frame' : tag === 'slot' ? 'span' : tag);
    for (const a of node.attributes) {
      if (DROPPED.has(a.name) || !/^[\w:@.-]+$/.test(a.name)) continue;
      const value = a.value.startsWith('data:') ? 'data:' : a.value;
      out.push(' ', a.name, '="', escapeValue(value), '"');
    }
    out.push(` data-sc-n="${number(node)}"`);
    const b = bits.get(node);
    if (b !== undefined && b !== 3 && tag !== 'br' && tag !== 'wbr') out.push(` data-sc-v="${b === DESKTOP ? 'd' : b === PHONE ? 'p' : ''}"`);
    out.push('>');
    if (VOID.has(tag)) return;
    if (data) { out.push(node.textContent.replace(/<\/script/gi, '<\\/script'), '</script>'); return; }
    const short = budget.painted > 0 && !node.firstElementChild && node.textContent.length < 40 && /^(a|span|p|div|li|td|em|strong|b|i|address)$/.test(tag);
    if (short) { budget.painted--; out.push(painted(node, '::before')); }
    if (node.shadowRoot) shadows++;
    if (/^i?frame$/.test(tag) && kids(node).length) frames++;
    if (tag === 'svg') {
      for (const t of node.querySelectorAll('text, title')) out.push(escapeText(t.textContent), ' ');
    } else {
      for (const c of kids(node)) write(c, out, budget);
    }
    if (short) out.push(painted(node, '::after'));
    out.push('</', /^i?frame(set)?$/.test(tag) ? 'div' : tag === 'slot' ? 'span' : tag, '>');
  };

  // What scripts fetched from the shop's own site and did not get: a part of the page that nobody could read.
  const refused = () => {
    const site = (host) => (/^[\d.:\[\]]+$/.test(host) ? host : host.split('.').slice(-2).join('.'));
    const mine = (e) => { try { return site(new URL(e.name).host) === site(location.host); } catch (error) { return false; } };
    const shut = (status) => status === 403 || status === 429 || status >= 500;
    return performance.getEntriesByType('resource')
      .filter((e) => /^(fetch|xmlhttprequest)$/.test(e.initiatorType) && shut(e.responseStatus) && mine(e))
      .slice(0, 5).map((e) => [e.responseStatus, e.name.slice(0, 300)]);
  };

  const serialise = () => {
    shadows = 0; frames = 0;
    const out = ['<!DOCTYPE html>'];
    write(document.documentElement, out, { painted: 600 });
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

  // All elements of the flat tree that fit a selector, shadow roots included.
  const all = (selector, root = document, found = []) => {
    for (const el of root.querySelectorAll('*')) {
      if (el.matches(selector)) found.push(el);
      if (el.shadowRoot) all(selector, el.shadowRoot, found);
    }
    return found;
  };
  const parent = (el) => el.assignedSlot || el.parentElement || (el.getRootNode() instanceof ShadowRoot ? el.getRootNode().host : null);
  const shown = (el) => {
    if (!el.checkVisibility({ opacityProperty: true, visibilityProperty: true })) return false;
    const r = el.getBoundingClientRect();
    return r.width > 1 && r.height > 1 && r.right > 0 && r.left < innerWidth;
  };
  const fold = (s) => s.normalize('NFKD').replace(/[\u0300-\u036f]/g, '').toLowerCase().replace(/ß/g, 'ss').replace(/[^a-z0-9]+/g, ' ').trim();
  const label = (el) => (el.innerText || el.value || el.getAttribute('aria-label') || el.title || '').trim();

  // Press something without leaving the page and without sending a form.
  const press = (el) => {
    const stay = (e) => {
      const a = e.composedPath().find((n) => n.tagName === 'A' && n.getAttribute('href'));
      if (e.type === 'submit' || (a && !/^(#|javascript:)/i.test(a.getAttribute('href')))) e.preventDefault();
    };
    addEventListener('submit', stay, true);
    addEventListener('click', stay, true);
    try { el.click(); } finally {
      setTimeout(() => { removeEventListener('submit', stay, true); removeEventListener('click', stay, true); }, 0);
    }
  };

  globalThis.sc = {
    DESKTOP, PHONE, number, byNumber, elements, kids, all, parent, shown, fold, label, press, pause, settle, measure, serialise, scripted, busy,
    start: performance.now(),
  };
})();
