// What a visitor would do on a page: answer a consent banner, ask for a number, open what is folded.
// Second part of what crawler/world.py installs; stands on dom.js.
(() => {
  if (sc.consent) return;
  const PRESSABLE = 'button, a, [role="button"], input[type="button"], input[type="submit"], summary, [onclick]';

  const inBanner = (el, cookieWords) => {
    for (let up = el, depth = 0; up && depth < 14; up = sc.parent(up), depth++) {
      if (up === document.body || up === document.documentElement) return null;
      const position = getComputedStyle(up).position;
      const named = /cookie|consent|gdpr|cmp|privacy|avg|rgpd|dsgvo/i.test(`${up.id} ${up.className && up.className.baseVal === undefined ? up.className : ''}`);
      if (position === 'fixed' || position === 'sticky' || up.getAttribute('role') === 'dialog' || up.getAttribute('aria-modal') === 'true' || up.tagName === 'DIALOG' || named) {
        const text = sc.fold((up.innerText || '').slice(0, 6000));
        if (cookieWords.some((w) => text.includes(w))) return up;
      }
    }
    return null;
  };

  let heard = '', folded = '';
  const said = () => {
    const text = document.body ? document.body.textContent.slice(0, 400000) : '';
    if (text !== heard) { heard = text; folded = sc.fold(text); }
    return folded;
  };
  const mentions = (words) => words.cookie.some((w) => said().includes(w)) || sc.roots().length > 1;

  const pick = (els, words) => {
    for (const el of els) {
      const text = sc.fold(sc.label(el));
      if (text && text.length < 60 && words.includes(text)) return el;
    }
    return null;
  };

  // Answers the banner in the first of these ways that there is a button for. Gives what was done, the words on it and in
  // which tool's banner; walled, when nothing was: whether the page is behind one.
  sc.consent = (tools, words, ways) => {
    const known = sc.all(tools.map((tool) => tool.banner).join(', ')).some(sc.shown);
    for (const tool of known ? tools : []) {
      const banner = sc.all(tool.banner).find(sc.shown);
      if (!banner) continue;
      for (const way of ways) {
        // Versions of a tool differ in their buttons: what one says it does is asked before the next best way is taken.
        const button = (tool[way] && sc.all(tool[way]).find(sc.shown)) || pick(sc.all(PRESSABLE).filter((el) => banner.contains(el) && sc.shown(el)), words[way]);
        if (button) { const label = sc.label(button); sc.press(button); return { tool: tool.name, did: way, banner: sc.number(banner), label }; }
      }
    }
    if (!mentions(words)) return { tool: '', did: '', banner: 0, walled: false };
    const answers = new Set([...words.reject, ...words.close, ...words.accept]), likely = sc.anyOf([...answers]);
    const hits = sc.all(PRESSABLE).filter((el) => {
      if (!sc.mayHold(el, likely)) return false;
      const text = sc.label(el);
      return text.length < 80 && answers.has(sc.fold(text)) && sc.shown(el);
    });
    const inside = hits.map((el) => [el, inBanner(el, words.cookie)]).filter(([, b]) => b);
    for (const way of ways) {
      const button = pick(inside.map(([el]) => el), words[way]);
      if (button) { const banner = inBanner(button, words.cookie), label = sc.label(button); sc.press(button); return { tool: '', did: way, banner: sc.number(banner), label }; }
    }
    return { tool: '', did: '', banner: 0, walled: sc.walled(words) };
  };

  // Whether a large fixed layer that speaks of cookies still covers the page.
  sc.walled = (words) => {
    if (!mentions(words)) return false;
    const at = document.elementFromPoint(innerWidth / 2, innerHeight / 2);
    return !!(at && inBanner(at, words.cookie));
  };

  // Whether a consent tool holds parts of the page back in which contact details may stand: a frame or wrapper, unless all
  // it would load is from elsewhere, and scripts of the site's own that write into the page.
  sc.holdsBack = ({ scripts, parts, elsewhere }) => {
    const loads = (el) => [el, ...(el.content || el).querySelectorAll('iframe, embed, object, script')].flatMap((part) => [...part.attributes])
      .filter(({ name, value }) => /src|url|^data$/.test(name) && /\w/.test(value)).map(({ value }) => value);
    const foreign = (el) => {
      const addresses = loads(el), told = addresses.length ? addresses : [`${el.className} ${el.textContent.slice(0, 500)}`];
      return told.every((one) => elsewhere.some((word) => one.toLowerCase().includes(word)));
    };
    const site = (host) => host.split('.').slice(-2).join('.');
    const writes = (el) => {
      const [src] = loads(el);
      if (!src) return /innerHTML|insertAdjacent|document\.write|textContent|innerText|mailto:|tel:/.test(el.textContent);
      try { return !foreign(el) && site(new URL(src, document.baseURI).hostname) === site(location.hostname); } catch (e) { return false; }
    };
    return sc.all(parts).some((el) => !foreign(el)) || sc.all(scripts).some(writes);
  };

  // Buttons that promise a number or an address: a verb and a noun of the lists, or one of the whole phrases.
  // eager: all that has a name of the lists for contact (words.ways: their single words) and is no ordinary link.
  sc.reveals = (words, eager) => {
    const found = [], ways = new Set(words.ways), filler = new Set(words.filler), likely = sc.anyOf([...words.phrases, ...words.verbs, ...(eager ? [...words.panels, ...words.ways] : [])]);
    const named = (text, tokens) => words.panels.includes(text) || (tokens.length < 5 && tokens.some((t) => ways.has(t)) && tokens.every((t) => ways.has(t) || filler.has(t)));
    for (const el of sc.all(`${PRESSABLE}, [tabindex], span, div${eager ? `, ${NAMED}` : ''}`)) {
      if (found.length >= (eager ? 12 : 5)) break;
      if (!sc.mayHold(el, likely)) continue;
      if (el.tagName === 'LABEL' && el.form) continue; // names a field to fill in
      const plain = !el.matches(PRESSABLE) && !el.hasAttribute('tabindex');
      if (plain && !el.matches('img') && (el.querySelector(el.tagName === 'LABEL' ? ':not(input)' : '*') || (!eager && getComputedStyle(el).cursor !== 'pointer'))) continue;
      const href = el.tagName === 'A' ? el.getAttribute('href') : null;
      if (href && !/^(#|javascript:|tel:|mailto:|$)/i.test(href)) continue;
      if (!eager && /location|window\.open/.test(el.getAttribute('onclick') || '')) continue;
      const text = sc.fold((sc.label(el) || el.alt || '').slice(0, 200));
      const tokens = text.replace(/\be mail/g, 'email').split(' ');
      const folds = eager && (el.tagName === 'SUMMARY' || el.getAttribute('aria-expanded') === 'false');
      if ((el.type === 'submit' || el.type === 'image') && el.form && !(eager && sc.bare(el.form) && named(text, tokens))) continue;
      if (!text || tokens.length > (folds ? 14 : 7) || /\d{8}/.test(text.replace(/ /g, ''))) continue; // a whole number needs no button
      const promised = words.phrases.includes(text) || (tokens.some((t) => words.verbs.includes(t)) && tokens.some((t) => words.nouns.includes(t)));
      const stays = !href || /^(#|javascript:)/i.test(href);
      const speaks = folds && tokens.some((t) => words.panels.includes(t) || words.nouns.includes(t));
      if (!promised && !speaks && !(eager && stays && named(text, tokens))) continue;
      if (plain && el.parentElement && el.parentElement.closest('a[href], button, label')) continue;
      if (!sc.shown(el.closest('select') || el) || found.some((f) => f.contains(el) || el.contains(f))) continue;
      found.push(el);
    }
    found.sort((a, b) => likelier(b) - likelier(a));
    return found.slice(0, 5).map((el) => ({ n: sc.number(el), label: (sc.label(el) || el.alt || '').slice(0, 80) }));
  };
  const NAMED = 'input[type="image"], [role="link"], [role="menuitem"], li, td, dt, img[alt], h2, h3, h4, p, b, label, option';
  const likelier = (el) => (el.matches(PRESSABLE) ? 2 : 0) + (getComputedStyle(el).cursor === 'pointer' || el.hasAttribute('tabindex') ? 1 : 0);

  // How much a page holds: another figure when something came or went.
  const much = () => sc.roots().reduce((sum, root) => sum + (root.body || root).textContent.length + root.querySelectorAll('*').length, 0);

  // Goes down the page as a reader does, and back up: much is fetched only when it comes into sight. Gives whether the
  // page has something afterwards that it did not have (when noted), and which of the numbered elements could be seen on the way.
  let noted = -1;
  sc.noteHowMuch = () => { noted = much(); };
  sc.scrollThrough = async (ns) => {
    const out = new Set(), look = () => { for (const n of ns) if (!out.has(n) && visible(n)) out.add(n); };
    const before = noted < 0 ? much() : noted, page = document.scrollingElement || document.documentElement;
    for (let y = 0, steps = 0; y < page.scrollHeight && steps < 40; y += 0.8 * innerHeight, steps++) {
      scrollTo({ top: y, behavior: 'instant' });
      await sc.pause(40);
      look();
    }
    const inner = sc.all('main, div').filter((el) => el.scrollHeight > el.clientHeight + 200 && el.clientHeight > innerHeight / 2).slice(0, 3);
    for (const el of inner) if (/auto|scroll/.test(getComputedStyle(el).overflowY)) el.scrollTop = el.scrollHeight;
    await sc.settle(700, 4000);
    look();
    for (const el of inner) el.scrollTop = 0;
    scrollTo({ top: 0, behavior: 'instant' });
    noted = -1;
    return { more: much() !== before, seen: [...out] };
  };

  // Whether a part of the page that a script should have filled is empty, and a script failed (BROKEN_TOLD, crawler/tab.py).
  const FILLED = '#app, #root, #main-app, #__next, #__nuxt, #__layout, #___gatsby, #q-app, #svelte, app-root, [data-server-rendered], :not(:defined)';
  sc.hollow = () => document.documentElement.hasAttribute('data-sc-broken') && sc.all(FILLED).some((el) => {
    const named = el.matches(':defined') || el.localName.includes('-');
    return named && !el.shadowRoot && !el.textContent.trim() && !el.querySelector('img, svg, iframe, video, canvas, input');
  });

  sc.pressAll = async (ns, eager) => {
    for (const n of ns) { const el = sc.byNumber(n); if (el && el.isConnected) sc.press(el, eager); }
    await sc.pause(150);
    await sc.settle(200, 2000);
  };

  // The label of the box or button that a style asks for (`#a:checked ~ .b`) before it shows an element.
  const labelOf = (el) => {
    for (const sheet of document.styleSheets) {
      let rules = [];
      try { rules = sheet.cssRules; } catch (e) { continue; } // another origin's
      for (const rule of rules) {
        for (const one of (rule.selectorText || '').includes(':checked') ? rule.selectorText.split(',') : []) {
          try {
            if (!el.matches(one.replaceAll(':checked', ''))) continue;
            for (const box of document.querySelectorAll(one.split(':checked')[0])) {
              const label = !box.checked && [...(box.labels || [])].find(sc.shown);
              if (label) return label;
            }
          } catch (e) { /* no selector without that part */ }
        }
      }
    }
    return null;
  };

  // The control that opens what hides an element, and the outermost hidden element itself.
  const controlOf = (el) => {
    let hidden = null;
    for (let up = el; up && up !== document.body; up = sc.parent(up)) {
      if (up.tagName === 'DETAILS' && !up.open) return up.querySelector(':scope > summary') || up;
      if (!sc.shown(up) || sc.gone(up)) hidden = up;
    }
    for (let up = el; up && hidden && up !== document.body; up = sc.parent(up)) {
      if (up.id) {
        const id = CSS.escape(up.id);
        const control = sc.all(`[aria-controls~="${id}"], [data-target="#${id}"], [data-bs-target="#${id}"], a[href="#${id}"], label[for="${id}"], [onclick*="'${id}'"], [onclick*='"${id}"']`).find(sc.shown);
        if (control) return control;
      }
      const label = labelOf(up);
      if (label) return label;
      const before = up.previousElementSibling;
      if (before && sc.shown(before)) {
        const control = before.matches('button, summary, [role="button"], [role="tab"], [aria-expanded], [onclick], label') ? before
          : before.querySelector('button, [role="button"], [aria-expanded], [onclick], label, a[href^="#"]')
            || (getComputedStyle(before).cursor === 'pointer' || /^(H[1-6]|DT|LEGEND)$/.test(before.tagName) ? before : null);
        if (control && !(control.tagName === 'A' && /^https?:|^\//i.test(control.getAttribute('href') || ''))) return control;
      }
      if (up === hidden) break;
    }
    return null;
  };

  // Buttons that may open a menu which a narrow screen folds, at the top of the page: those called so in the markup or by
  // their sign, those that say that something can be opened, and those that show a sign only.
  const menuButtons = () => {
    const near = sc.all('button, a, label, summary, [role="button"], [onclick], [class*="toggle" i], [class*="burger" i]').filter((el) => {
      const href = el.getAttribute('href');
      return !(href && !/^(#|javascript:)/i.test(href)) && sc.shown(el) && el.getBoundingClientRect().top <= 200;
    });
    const told = (el) => [el.id, el.getAttribute('class'), el.getAttribute('aria-label'), el.getAttribute('aria-controls'), el.title, sc.label(el).slice(0, 40)].join(' ');
    const named = near.filter((el) => /menu|menü|nav|burger|drawer|\u2630|\u2261/i.test(told(el)));
    const folded = near.filter((el) => el.getAttribute('aria-expanded') === 'false' || el.hasAttribute('aria-haspopup'));
    const signs = near.filter((el) => el.matches('button, [role="button"]') && !sc.label(el) && el.querySelector('svg, img, i, span'));
    return [...new Set([...named, ...folded, ...signs])].filter((el, i, all) => !all.some((other) => other !== el && other.contains(el)));
  };

  const visible = (n) => { const el = sc.byNumber(n); return !!(el && el.isConnected && sc.shown(el) && sc.readable(el)); };

  // Opens what hides the numbered elements; gives those that can be seen then, each with the words on what was pressed.
  sc.open = async (ns) => {
    const pressed = new Map();
    for (const n of ns.slice(0, 12)) {
      const el = sc.byNumber(n);
      const control = el && el.isConnected && !visible(n) ? controlOf(el) : null;
      if (!control) continue;
      if (!pressed.has(control) && pressed.size < 4) { pressed.set(control, []); sc.press(control); }
      if (pressed.has(control)) pressed.get(control).push(n);
    }
    if (!pressed.size) return { opened: [], labels: [] };
    await sc.pause(450);
    const words = new Map([...pressed.keys()].map((control) => [control, sc.label(control).slice(0, 80)]));
    const opened = [...pressed].flatMap(([control, held]) => held.filter(visible).map((n) => [n, words.get(control)]));
    for (const n of ns) if (visible(n) && !opened.some(([one]) => one === n)) opened.push([n, [...words.values()][0]]);
    return { opened, labels: [...words.values()].filter(Boolean) };
  };

  // What can be read at the present width, in words and behind links: asks whether a number or address is among it. A long
  // one may be split over elements; a short one must stand by itself in one of them.
  const bare = (s) => s.replace(/[^\p{L}\d@._+-]|(?<=\d)[.-](?=\d)/gu, '').toLowerCase();
  const reader = () => {
    const shows = (el) => sc.shown(el) && sc.readable(el);
    const links = sc.all('a[href^="tel:" i], a[href^="mailto:" i]').filter(shows).map((a) => a.getAttribute('href').replace(/^\w+:/, ''));
    const pieces = [...sc.numberTexts().filter(({ el }) => shows(el)).map(({ text }) => text.data), ...links].map(bare);
    const together = pieces.join('');
    return (way) => (way.length > 7 ? together.includes(way) : pieces.some((piece) => piece.replace(/^\D+|\D+$/g, '') === way));
  };

  // Opens on a narrow screen what may hide what a wide one shows (ns: elements that hold it), and presses again what was
  // pressed. values: the ways in which each may be written. Gives the places in `values` of those that came back.
  sc.bringBack = async (ns, values) => {
    const forms = values.map((ways) => ways.map(bare).filter(Boolean)), back = new Set(), labels = [];
    const look = () => { const reads = reader(); forms.forEach((ways, i) => { if (ways.some(reads)) back.add(i); }); };
    const hidden = ns.map(sc.byNumber).filter((el) => el && el.isConnected);
    const controls = [...new Set([...hidden.map(controlOf).filter(Boolean), ...menuButtons()])].slice(0, 5);
    for (const control of controls) {
      if (!control.isConnected || back.size === values.length) break;
      const before = back.size;
      sc.press(control);
      await sc.pause(450);
      await sc.settle(100, 800);
      look();
      if (back.size > before) labels.push(sc.label(control).slice(0, 80));
      if (control.isConnected) sc.press(control);
      await sc.pause(back.size === values.length ? 300 : 100);
    }
    return { back: [...back], labels: labels.filter(Boolean) };
  };

  // Where a pointer would have to rest to bring out what is hidden: the middle of the nearest element round it that shows.
  sc.rests = (ns) => {
    const spots = new Map();
    for (const n of ns.slice(0, 12)) {
      let up = sc.byNumber(n);
      while (up && up !== document.body && !(sc.shown(up) && !sc.gone(up))) up = sc.parent(up);
      if (!up || up === document.body || up.contains(document.body) || spots.has(up) || spots.size > 3) continue;
      if (up.getBoundingClientRect().height > innerHeight / 2) continue;
      spots.set(up, [...ns]);
    }
    return [...spots.keys()].map((up) => {
      up.scrollIntoView({ block: 'center', behavior: 'instant' });
      const r = up.getBoundingClientRect(), words = sc.label(up).slice(0, 80);
      return { x: r.left + r.width / 2, y: r.top + r.height / 2, down: scrollY, words };
    });
  };
  // The middle of a numbered element, brought into sight; null when it does not show. And whether something came into the
  // page since then, waited for at most `most` ms.
  let held = 0;
  sc.restOn = (n) => {
    const el = sc.byNumber(n);
    if (!el || !el.isConnected || !sc.shown(el)) return null;
    el.scrollIntoView({ block: 'center', behavior: 'instant' });
    const r = el.getBoundingClientRect();
    held = much();
    return { x: r.left + r.width / 2, y: r.top + r.height / 2 };
  };
  sc.came = async (most) => {
    for (const end = performance.now() + most; performance.now() < end && much() <= held; ) await sc.pause(50);
    if (much() <= held) return false;
    await sc.settle(150, 800);
    return much() > held;
  };

  // Numbers of what may open a menu at the top of the page, with the words on it; presses one of them, or what stands there
  // in its place now, and gives whether something came into the page since restOn.
  sc.menus = () => {
    scrollTo({ top: 0, behavior: 'instant' });
    return menuButtons().slice(0, 4).map((el) => ({ n: sc.number(el), label: sc.label(el).slice(0, 80) }));
  };
  sc.pressForMore = async (n, most) => { sc.press(sc.byNumber(n)); return sc.came(most); };
  sc.pressBack = async (n) => { const el = sc.byNumber(n); if (el && el.isConnected) { sc.press(el); await sc.pause(150); } };

  // Whether a script of the page shows another view, in the same document, when the link to an address is pressed.
  sc.routes = async (url) => {
    const link = sc.all('a[href]').find((a) => a.href.split('#')[0] === url);
    if (!link) return false;
    link.click();
    await sc.pause(400);
    await sc.settle(150, 1500);
    return location.href.split('#')[0] === url;
  };

  sc.restAt = (down) => scrollTo({ top: down, behavior: 'instant' });
  sc.visibleOf = (ns) => ns.filter(visible);

  // Those of the numbered elements that show themselves within `most` ms: lines that take turns.
  sc.watch = async (ns, most) => {
    const out = new Set(), end = performance.now() + most;
    while (performance.now() < end && out.size < ns.length) {
      for (const n of ns) if (visible(n)) out.add(n);
      await sc.pause(150);
    }
    return [...out];
  };
})();
