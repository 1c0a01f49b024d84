"use strict";
// Writes the answers of a sheet down as the CSV that came with it. Nothing leaves the page but the file you save.
(() => {
  const header = document.body.dataset.header.split(",");
  const blind = document.body.dataset.blind === "yes";
  const articles = [...document.querySelectorAll("article")];
  const reviewer = document.getElementById("reviewer");
  const count = document.getElementById("count");
  const memory = `shopcheck-sheet:${location.pathname}`;

  const cells = (line) => {
    const found = [];
    const pattern = /(?:^|,)(?:"((?:[^"]|"")*)"|([^,]*))/g;
    let match;
    while (found.length < header.length && (match = pattern.exec(line))) {
      found.push(match[1] !== undefined ? match[1].replaceAll('""', '"') : match[2]);
      if (match.index === pattern.lastIndex) pattern.lastIndex += 1;
    }
    return found;
  };
  const quoted = (text) => (/[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text);
  const harmless = (text) => (/^[=+\-@\t\r]/.test(text) ? `'${text}` : text);

  const answer = (article) => {
    const form = article.querySelector("form");
    const chosen = form.querySelector("input[name=decision]:checked");
    return {
      decision: chosen ? chosen.value : "",
      place: form.elements.place.value,
      value: form.elements.value.value,
      reason: form.elements.reason.value,
      reviewer: chosen ? reviewer.value.trim() : "",
    };
  };
  const row = (article) => {
    const given = answer(article);
    const known = cells(article.dataset.line);
    return header.map((name, n) => quoted(name in given ? harmless(given[name]) : known[n] ?? "")).join(",");
  };
  const update = () => {
    let done = 0;
    for (const article of articles) {
      const answered = answer(article).decision !== "";
      done += answered;
      article.classList.toggle("answered", answered);
      const evidence = article.querySelector("details.evidence");
      if (blind && evidence) evidence.classList.toggle("locked", !answered);
    }
    count.textContent = `${done} / ${articles.length}`;
    const kept = { reviewer: reviewer.value, answers: articles.map(answer) };
    try { localStorage.setItem(memory, JSON.stringify(kept)); } catch { /* private window: nothing is kept */ }
  };
  const restore = () => {
    let kept = null;
    try { kept = JSON.parse(localStorage.getItem(memory)); } catch { return; }
    if (!kept || kept.answers.length !== articles.length) return;
    reviewer.value = kept.reviewer;
    articles.forEach((article, n) => {
      const form = article.querySelector("form");
      const given = kept.answers[n];
      for (const radio of form.querySelectorAll("input[name=decision]")) radio.checked = radio.value === given.decision;
      for (const name of ["place", "value", "reason"]) form.elements[name].value = given[name];
    });
  };
  const save = () => {
    const text = `\ufeff${[header.join(","), ...articles.map(row)].join("\r\n")}\r\n`;
    const link = document.createElement("a");
    link.href = URL.createObjectURL(new Blob([text], { type: "text/csv" }));
    link.download = "sheet.csv";
    link.click();
    URL.revokeObjectURL(link.href);
  };

  document.querySelector(".tools").hidden = false;
  document.addEventListener("input", update);
  document.addEventListener("submit", (event) => event.preventDefault());
  document.addEventListener("click", (event) => {
    if (event.target.closest("details.locked > summary")) event.preventDefault();
  });
  document.getElementById("save").addEventListener("click", save);
  restore();
  update();
})();
