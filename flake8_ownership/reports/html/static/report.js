// The filter of the operations, and what lights up on the map. The pages say the same without it.
"use strict";

const form = document.getElementById("filter");
if (form) {
  const words = document.getElementById("words");
  const kind = document.getElementById("kind");
  const shown = document.getElementById("shown");
  const none = document.getElementById("none");
  const rows = [...document.querySelectorAll("#operations > li")];
  const states = [...form.querySelectorAll("input[name=state]")];

  const filter = () => {
    const wanted = words.value.toLowerCase().split(/\s+/).filter(Boolean);
    const allowed = new Set(states.filter((box) => box.checked).map((box) => box.value));
    let count = 0;
    for (const row of rows) {
      const fits =
        allowed.has(row.dataset.state) &&
        (!kind || !kind.value || kind.value === row.dataset.kind) &&
        wanted.every((word) => row.dataset.words.includes(word));
      row.hidden = !fits;
      count += fits;
    }
    shown.textContent = `${count} of ${rows.length} operations`;
    none.hidden = count > 0;
  };
  form.addEventListener("input", filter);
  form.addEventListener("change", filter);
  form.addEventListener("submit", (event) => event.preventDefault());
  if (words.value || states.some((box) => !box.checked) || (kind && kind.value)) filter();
}

for (const chart of document.querySelectorAll(".chart")) {
  const edges = [...chart.querySelectorAll(".edge")];
  const nodes = [...chart.querySelectorAll(".node")];
  const side = (node) => ("left" in node.dataset ? "left" : "right");
  const light = (node) => {
    const mine = edges.filter((edge) => edge.dataset[side(node)] === node.dataset[side(node)]);
    const far = side(node) === "left" ? "right" : "left";
    const lit = new Set([node, ...mine]);
    for (const other of nodes) {
      if (side(other) === far && mine.some((edge) => edge.dataset[far] === other.dataset[far])) lit.add(other);
    }
    for (const one of [...edges, ...nodes]) one.classList.toggle("lit", lit.has(one));
    chart.classList.add("focus");
  };
  for (const node of nodes) {
    node.addEventListener("pointerenter", () => light(node));
    node.addEventListener("focusin", () => light(node));
    node.addEventListener("pointerleave", () => chart.classList.remove("focus"));
    node.addEventListener("focusout", () => chart.classList.remove("focus"));
  }
}
