/* Age banner; sorting, search, filters and the order of importance for tables of shops. The pages say everything
   without this script. */
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
            row: row, group: body.dataset.group || "", sector: row.dataset.sector || "",
            market: row.dataset.market || "", changed: "changed" in row.dataset, text: row.cells[0].textContent.toLowerCase()
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

  /* A long table lays out only the rows that are on the screen. Its rows are then boxes of their own, so what they are
     must be said in words. */
  if (rows.length > 300) {
    tables.forEach(function (table) {
      table.classList.add("long");
      table.style.setProperty("--columns", String(table.tHead.rows[0].cells.length - 1));
      table.setAttribute("role", "table");
      Array.prototype.forEach.call(table.querySelectorAll("thead, tbody"), function (part) { part.setAttribute("role", "rowgroup"); });
      Array.prototype.forEach.call(table.rows, function (row) {
        row.setAttribute("role", "row");
        Array.prototype.forEach.call(row.cells, function (cell) {
          cell.setAttribute("role", cell.tagName === "TD" ? "cell" : cell.scope === "col" ? "columnheader" : "rowheader");
        });
      });
    });
  }

  /* The page comes in alphabetical order: a row's first place stands for its name, and settles every tie. */
  var places = new Map(rows.map(function (item, place) { return [item.row, place]; }));
  var names_of = new Map(rows.map(function (item) { return item; }).sort(function (a, b) {
    return a.text.localeCompare(b.text, document.documentElement.lang);
  }).map(function (item, place) { return [item.row, place]; }));

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

  function written(number) { return number.toLocaleString(document.documentElement.lang); }

  function filter() {
    var wanted = form.elements.q.value.trim().toLowerCase().split(/\s+/).filter(Boolean);
    var shown = 0, left = new Map();
    rows.forEach(function (item) {
      var fits = wanted.every(function (word) { return item.text.indexOf(word) >= 0; }) && fields.every(function (name) {
        var field = form.elements[name];
        return !field || !field.value || field.value === item[name];
      }) && (!form.elements.changed || !form.elements.changed.checked || item.changed);
      item.row.hidden = !fits;
      shown += fits ? 1 : 0;
      var body = item.row.parentNode;
      left.set(body, (left.get(body) || 0) + (fits ? 1 : 0));
    });
    tables.forEach(function (table) {
      Array.prototype.forEach.call(table.tBodies, function (body) { body.hidden = !left.get(body); });
    });
    var text = shown === 1 ? form.dataset.shownOne : form.dataset.shownOther.replace("#", written(shown));
    count.textContent = shown ? text : form.dataset.nothing;
  }

  /* The order of importance: the first result decides the groups, the others the order inside them, then the name. */
  function prioritise(list) {
    var order = Array.prototype.map.call(list.children, function (item) { return item.dataset.result; });
    var names = list.children[0].dataset.names.split("|");
    var heading = list.children[0].querySelector("span").textContent;
    tables.forEach(function (table) {
      var bodies = Array.prototype.filter.call(table.tBodies, function (body) { return body.dataset.level; });
      if (!bodies.length) { return; }
      var moving = rows.map(function (item) { return item.row; }).filter(function (row) { return table.contains(row) && row.parentNode.dataset.level; });
      moving.sort(function (a, b) {
        for (var n = 0; n < order.length; n += 1) {
          if (a.dataset[order[n]] !== b.dataset[order[n]]) { return a.dataset[order[n]] < b.dataset[order[n]] ? -1 : 1; }
        }
        return names_of.get(a) - names_of.get(b);
      });
      var pieces = bodies.map(function () { return document.createDocumentFragment(); });
      var numbers = bodies.map(function () { return 0; });
      moving.forEach(function (row) {
        var level = Number(row.dataset[order[0]]);
        pieces[level].appendChild(row);
        numbers[level] += 1;
      });
      bodies.forEach(function (body, level) {
        var head = body.rows[0];
        head.querySelector("b").textContent = heading + box.dataset.colon + names[level];
        head.querySelector("span").textContent = numbers[level] === 1 ? box.dataset.one : box.dataset.other.replace("#", written(numbers[level]));
        body.appendChild(pieces[level]);
      });
      Array.prototype.forEach.call(table.tHead.rows[0].cells, function (head) { head.removeAttribute("aria-sort"); });
    });
    rows.forEach(function (item) { places.set(item.row, Array.prototype.indexOf.call(item.row.parentNode.rows, item.row)); });
    filter();
  }

  var box = document.querySelector(".priorities");
  if (box) {
    var list = box.querySelector("ol"), said = box.querySelector("[role=status]");
    list.addEventListener("click", function (event) {
      var button = event.target.closest("button");
      if (!button) { return; }
      var item = button.parentNode, other = Number(button.dataset.by) < 0 ? item.previousElementSibling : item.nextElementSibling;
      if (!other) { return; }
      list.insertBefore(Number(button.dataset.by) < 0 ? item : other, Number(button.dataset.by) < 0 ? other : item);
      button.focus();
      ends(list);
      prioritise(list);
      said.textContent = box.dataset.said.replace("#", Array.prototype.map.call(list.children, function (one) {
        return one.querySelector("span").textContent;
      }).join(", "));
    });
    ends(list);
    box.hidden = false;
  }

  /* The first cannot go up, nor the last down; they stay in the tab order, for focus must not jump away. */
  function ends(list) {
    Array.prototype.forEach.call(list.children, function (item) {
      var buttons = item.querySelectorAll("button");
      buttons[0].setAttribute("aria-disabled", String(!item.previousElementSibling));
      buttons[1].setAttribute("aria-disabled", String(!item.nextElementSibling));
    });
  }

  form.addEventListener("input", filter);
  form.addEventListener("submit", function (event) { event.preventDefault(); });
  form.addEventListener("reset", function () { window.setTimeout(filter, 0); });
  form.hidden = false;
  filter();
}());
