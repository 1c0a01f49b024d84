// Where what was found stands on a page: its size and contrast, a frame round it for the picture, pictures that may hold text.
// Third part of what crawler/world.py installs; stands on dom.js.
(() => {
  if (sc.facts) return;

  // Where the words stand: the rectangle of the text itself, else of its element.
  const rectWithin = (el, raw) => {
    const want = raw.replace(/\s+/g, '');
    const walker = (el.ownerDocument || document).createTreeWalker(el.shadowRoot || el, NodeFilter.SHOW_TEXT);
    for (let t = walker.nextNode(); t; t = walker.nextNode()) {
      const map = []; let squeezed = '';
      for (let i = 0; i < t.data.length; i++) if (!/\s/.test(t.data[i])) { squeezed += t.data[i]; map.push(i); }
      const at = want ? squeezed.indexOf(want) : -1;
      if (at >= 0) {
        const range = (el.ownerDocument || document).createRange();
        range.setStart(t, map[at]); range.setEnd(t, map[at + want.length - 1] + 1);
        return range.getBoundingClientRect();
      }
    }
    return el.getBoundingClientRect();
  };

  // A numbered element that holds some words. Where a script has drawn the page anew since it was numbered, the innermost
  // one that holds them now takes its number. Another document has no such number.
  const holding = (n, raw) => {
    const known = sc.byNumber(n);
    if (!known || known.isConnected) return known;
    const want = raw.replace(/\s+/g, ''), has = (el) => el.textContent.replace(/\s+/g, '').includes(want);
    let el = want && sc.roots().map((root) => root.body || root).find(has);
    for (let next = el; next; next = [...el.children].find((c) => !sc.UNREAD.test(c.tagName) && has(c))) el = next;
    return el && el.nodeType === 1 && el !== document.body ? sc.renumber(n, el) : known;
  };

  // The same in the window: a frame's own place is added.
  const rectOf = (el, raw) => {
    const r = rectWithin(el, raw);
    let left = r.left, top = r.top;
    try {
      for (let view = el.ownerDocument.defaultView; view && view !== window && view.frameElement; view = view.parent) {
        const frame = view.frameElement, at = frame.getBoundingClientRect();
        left += at.left + frame.clientLeft; top += at.top + frame.clientTop;
      }
    } catch (e) { /* another origin: never read */ }
    return new DOMRect(left, top, r.width, r.height);
  };

  const rgba = (s) => { const m = s.match(/[\d.]+/g); return m && m.length >= 3 ? m.map(Number) : null; };
  const luminance = ([r, g, b]) => [r, g, b].map((c) => { c /= 255; return c <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4; })
    .reduce((sum, c, i) => sum + c * [0.2126, 0.7152, 0.0722][i], 0);

  // Contrast of text and ground (WCAG 2.2, 1.4.3); null where a picture or a gradient is the ground.
  const contrastOf = (el) => {
    const fore = rgba(getComputedStyle(el).color);
    for (let up = el; up; up = sc.parent(up)) {
      const style = getComputedStyle(up);
      if (style.backgroundImage !== 'none') return null;
      const back = rgba(style.backgroundColor);
      if (back && (back.length < 4 || back[3] > 0.95)) return ratio(fore, back);
    }
    return ratio(fore, [255, 255, 255]);
  };
  const ratio = (a, b) => {
    if (!a) return null;
    const [x, y] = [luminance(a), luminance(b)].sort((p, q) => q - p);
    return Math.round(((x + 0.05) / (y + 0.05)) * 100) / 100;
  };

  const intoView = (r) => {
    const x = r.left + r.width / 2, y = r.top + r.height / 2;
    if (y < 0 || y > innerHeight || x < 0 || x > innerWidth) scrollTo({ top: y + scrollY - innerHeight / 2, behavior: 'instant' });
  };
  const under = (r) => document.elementsFromPoint(r.left + r.width / 2, r.top + r.height / 2);

  // Whether a clip leaves nothing of an element: what is clipped away cannot be hit either.
  const clipped = (el, r) => {
    let cut = false;
    for (let up = el; up && !cut; up = sc.parent(up)) cut = getComputedStyle(up).clipPath !== 'none';
    if (!cut || el.ownerDocument !== document || getComputedStyle(el).pointerEvents === 'none') return false;
    intoView(r);
    const lines = [...el.getClientRects()].slice(0, 4);
    return lines.length > 0 && !lines.some((line) => under(line).some((one) => el.contains(one)));
  };

  // Whether letters have the colour of what is painted behind them, with nothing else there that could be the ground.
  const lost = (el, r) => {
    const contrast = contrastOf(el);
    if (contrast === null || contrast > 1.05 || el.ownerDocument !== document) return false; // a frame's ground may be the page's
    intoView(r);
    const behind = under(el.getBoundingClientRect());
    return behind.length > 0 && behind.every((one) => one.contains(el) || el.contains(one));
  };

  // Size, contrast and depth of numbered places: [{n, raw}] in, one fact sheet a place out.
  sc.facts = (places) => places.map(({ n, raw }) => {
    const el = holding(n, raw);
    if (!el || !el.isConnected) return null;
    const r = rectOf(el, raw);
    return {
      n, font: parseFloat(getComputedStyle(el).fontSize) || null, contrast: contrastOf(el),
      top: r.top + scrollY, height: r.height, width: r.width, lost: lost(el, r) || clipped(el, r),
    };
  });

  const clear = (ms) => Promise.race([new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done))), sc.pause(ms)]);

  // Scrolls to the places and draws a frame round each; gives the part of the window to photograph. Only places that can
  // be seen then are framed: a page may grow while it is scrolled, a line may have run out of it. None left: null.
  sc.mark = async (places, height) => {
    sc.unmark();
    const targets = places.map(({ n, raw }) => [holding(n, raw), raw]).filter(([el]) => el && el.isConnected);
    const spots = () => targets.map(([el, raw]) => rectOf(el, raw));
    const aim = () => {
      const all = spots(), first = Math.min(...all.map((r) => r.top)), last = Math.max(...all.map((r) => r.bottom));
      const off = (first + last) / 2 - innerHeight / 2;
      if (Math.abs(off) > 2) scrollTo({ top: Math.max(0, scrollY + off), behavior: 'instant' });
      return off;
    };
    if (!targets.length) return null;
    for (const [el] of targets) if (el.ownerDocument !== document) el.scrollIntoView({ block: 'center', behavior: 'instant' });
    for (let tries = 0, before = NaN; Math.abs(aim()) > 2 && scrollY !== before && tries < 4; tries++) {
      before = scrollY;
      await clear(120);
    }
    const inside = (r) => r.width > 0 && r.right > 0 && r.left < innerWidth && r.bottom > 0 && r.top < innerHeight;
    const shown = spots().map((r, i) => [r, places.find(({ n }) => sc.byNumber(n) === targets[i][0]).n]).filter(([r]) => inside(r));
    const seen = shown.map(([r]) => r);
    if (!seen.length) return null;
    const layer = document.createElement('div');
    layer.style.cssText = 'all:initial;position:fixed;inset:0;width:auto;height:auto;pointer-events:none;z-index:2147483647;background:transparent;overflow:visible';
    for (const r of seen) {
      const frame = document.createElement('div');
      frame.style.cssText = `all:initial;position:fixed;left:${r.left - 5}px;top:${r.top - 5}px;width:${r.width + 10}px;height:${r.height + 10}px;`
        + 'box-sizing:border-box;border:3px solid #d6006c;border-radius:4px;box-shadow:0 0 0 3px #fff,0 0 0 5px rgba(214,0,108,.35)';
      layer.append(frame);
    }
    layer.id = 'sc-marks';
    document.documentElement.append(layer);
    if (document.querySelector('dialog[open], [popover]')) try { layer.popover = 'manual'; layer.showPopover(); } catch (e) { /* no such layer */ }
    const middle = seen.reduce((sum, r) => sum + (r.top + r.bottom) / 2, 0) / seen.length;
    const y = Math.max(0, Math.min(innerHeight - height, middle - height / 2));
    // the browser takes the part to photograph in coordinates of the document, not of the window
    const clip = { x: scrollX, y: y + scrollY, width: innerWidth, height: Math.min(height, innerHeight), scale: 1 };
    return { clip, marked: shown.map(([, n]) => n) };
  };

  // Pictures that may hold written text: not too small, not too tall, no logo; the likeliest (flattest) first.
  // strict: only those shaped like a line or two of text.
  const DRAWN = 'img, input[type=image], canvas';
  // Whether the site says that there is no such picture: then nobody sees it.
  const isGone = (url) => performance.getEntriesByName(url).some((e) => e.responseStatus === 404 || e.responseStatus === 410);
  sc.pictures = (most, strict, skip) => {
    const found = [];
    const painted = (el) => getComputedStyle(el).backgroundImage.includes('url(') && !(el.innerText || '').trim();
    for (const el of document.querySelectorAll(`${DRAWN}, div, span, p, a, li, td`)) {
      if (!el.matches(DRAWN) && !painted(el)) continue;
      const n = sc.number(el);
      const r = el.getBoundingClientRect();
      const flat = r.width / Math.max(1, r.height);
      if (r.width < 60 || r.height < 10 || r.width > 1000 || r.height > 420 || flat < 1.25) continue;
      if (strict && (flat < 2.5 || r.height > 90 || r.width < 100)) continue;
      if (el.checkVisibility && !el.checkVisibility({ opacityProperty: true, visibilityProperty: true })) continue;
      const held = el.closest('a, div');
      const named = [el.id, el.className, el.alt, el.getAttribute('src'), held && held.className].join(' ').slice(0, 600).toLowerCase();
      if (skip.some((word) => named.includes(word))) continue;
      const missing = el.tagName === 'IMG' && !(el.complete && el.naturalWidth) && !isGone(el.currentSrc || el.src);
      found.push({ n, flat, x: r.left + scrollX, y: r.top + scrollY, width: r.width, height: r.height, missing });
    }
    return found.sort((a, b) => b.flat - a.flat).slice(0, most);
  };
  sc.unmark = () => { const old = document.getElementById('sc-marks'); if (old) old.remove(); };
})();
