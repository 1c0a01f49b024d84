"use strict";
// Writes the answers of a sheet down as the CSV that came with it. Nothing leaves the page but the file you save.
(() => {
  const header = document.body.dataset.header.split(",");
  const blind = document.body.dataset.blind === "yes";
  const articles = [...document.querySelectorAll("article")];
  const reviewer = document.getElementById("reviewer");
  const count = document.getElementById("count");
  const need = document.getElementById("need");
  const memory = `shopcheck-sheet:${location.pathname}`;
  const asked = articles.map((article) => article.dataset.row).join("\n"); // answers belong to these questions only

  const quoted = (text) => (/[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text);
  const harmless = (text) => (/^[=+\-@\t\r]/.test(text) ? `'${text}` : text);

  // Questions about other things than a number or an address have no field for its place.
  const given = (form, name) => (form.elements[name] ? form.elements[name].value.trim() : "");

  const answer = (article) => {
    const form = article.querySelector("form");
    const chosen = form.querySelector("input[name=decision]:checked");
    return {
      decision: chosen ? chosen.value : "",
      place: given(form, "place"),
      value: given(form, "value"),
      reason: given(form, "reason"),
      reviewer: chosen ? reviewer.value.trim() : "",
    };
  };
  const row = (article) => {
    const said = answer(article);
    const known = JSON.parse(article.dataset.row);
    return header.map((name, n) => quoted(name in said ? harmless(said[name]) : known[n] ?? "")).join(",");
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
    const kept = { asked, reviewer: reviewer.value, answers: articles.map(answer) };
    try { localStorage.setItem(memory, JSON.stringify(kept)); } catch { /* private window: nothing is kept */ }
  };
  const restore = () => {
    let kept = null;
    try { kept = JSON.parse(localStorage.getItem(memory)); } catch { return; }
    if (!kept || kept.asked !== asked) return;
    reviewer.value = kept.reviewer;
    articles.forEach((article, n) => {
      const form = article.querySelector("form");
      const said = kept.answers[n];
      for (const radio of form.querySelectorAll("input[name=decision]")) radio.checked = radio.value === said.decision;
      for (const name of ["place", "value", "reason"]) if (form.elements[name]) form.elements[name].value = said[name];
    });
  };
  // What the import would refuse is said here already: an answer without a name, a decision without a reason.
  const wanting = () => {
    const answered = articles.filter((article) => answer(article).decision !== "");
    const bare = blind ? [] : answered.filter((article) => answer(article).reason === "");
    for (const article of articles) article.classList.toggle("wanting", bare.includes(article));
    if (answered.length && !reviewer.value.trim()) { reviewer.focus(); return document.body.dataset.needName; }
    if (bare.length) { bare[0].scrollIntoView(); bare[0].querySelector("textarea").focus({ preventScroll: true }); return document.body.dataset.needReason; }
    return "";
  };
  const save = () => {
    need.textContent = wanting();
    if (need.textContent) return;
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
