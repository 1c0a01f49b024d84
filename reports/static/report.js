/* Age banner; sorting, search and filters for the table of shops. The page says everything without this script. */
(function () {
  "use strict";
  var age = document.querySelector(".age");
  if (age && Date.now() - Date.parse(age.dataset.day) > Number(age.dataset.limit) * 86400000) { age.hidden = false; }

  var form = document.querySelector(".tools");
  var tables = Array.prototype.slice.call(document.querySelectorAll("table[data-sortable]"));
  if (!form || !tables.length) { return; }
  var count = form.querySelector(".count");
  var fields = ["group", "sector", "market"];
  var rows = [];

  tables.forEach(function (table) {
    Array.prototype.forEach.call(table.tBodies, function (body) {
      Array.prototype.forEach.call(body.rows, function (row) {
        if (!row.classList.contains("group")) {
          rows.push({
            row: row, body: body, group: body.dataset.group || "", sector: row.dataset.sector || "",
            market: row.dataset.market || "", text: row.cells[0].textContent.toLowerCase()
          });
        }
      });
    });
    Array.prototype.forEach.call(table.tHead.rows[0].cells, function (head, column) {
      var button = document.createElement("button");
      button.type = "button";
      button.textContent = head.textContent;
      button.title = form.dataset.sort;
      head.textContent = "";
      head.appendChild(button);
      button.addEventListener("click", function () { sort(table, head, column); });
    });
  });

  /* The page comes in alphabetical order: a row's first place stands for its name, and settles every tie. */
  var places = new Map(rows.map(function (item, place) { return [item.row, place]; }));

  function sort(table, head, column) {
    var down = head.getAttribute("aria-sort") === "ascending";
    Array.prototype.forEach.call(table.tHead.rows[0].cells, function (other) { other.removeAttribute("aria-sort"); });
    head.setAttribute("aria-sort", down ? "descending" : "ascending");
    Array.prototype.forEach.call(table.tBodies, function (body) {
      var moving = Array.prototype.filter.call(body.rows, function (row) { return !row.classList.contains("group"); });
      var keyed = moving.map(function (row) {
        var cell = column > 0 ? row.cells[column] : null;
        return { row: row, place: places.get(row), key: cell ? cell.dataset.order || cell.textContent : "" };
      });
      keyed.sort(function (a, b) {
        var order = a.key < b.key ? -1 : a.key > b.key ? 1 : column > 0 ? 0 : a.place - b.place;
        return (down ? -order : order) || a.place - b.place;
      });
      var piece = document.createDocumentFragment();
      keyed.forEach(function (item) { piece.appendChild(item.row); });
      body.appendChild(piece);
    });
  }

  function filter() {
    var wanted = form.elements.q.value.trim().toLowerCase().split(/\s+/).filter(Boolean);
    var shown = 0, left = new Map();
    rows.forEach(function (item) {
      var fits = wanted.every(function (word) { return item.text.indexOf(word) >= 0; }) && fields.every(function (name) {
        var field = form.elements[name];
        return !field || !field.value || field.value === item[name];
      });
      item.row.hidden = !fits;
      shown += fits ? 1 : 0;
      left.set(item.body, (left.get(item.body) || 0) + (fits ? 1 : 0));
    });
    left.forEach(function (number, body) { body.hidden = number === 0; });
    var text = shown === 1 ? form.dataset.shownOne : form.dataset.shownOther.replace("#", String(shown));
    count.textContent = shown ? text : form.dataset.nothing;
  }

  form.addEventListener("input", filter);
  form.addEventListener("submit", function (event) { event.preventDefault(); });
  form.addEventListener("reset", function () { window.setTimeout(filter, 0); });
  form.hidden = false;
  filter();
}());
