// Adds and takes away rows of a form without a round trip; without this script the buttons do it on the server.
document.addEventListener("click", function (event) {
  const adder = event.target.closest("[data-add-row]");
  if (adder) {
    const prefix = adder.dataset.addRow;
    const total = document.getElementById("id_" + prefix + "-TOTAL_FORMS");
    const template = document.getElementById(prefix + "-empty");
    if (!total || !template) { return; }
    event.preventDefault();
    const holder = document.createElement("div");
    holder.innerHTML = template.innerHTML.replace(/__prefix__/g, total.value);
    const row = holder.firstElementChild;
    document.getElementById(prefix + "-rows").appendChild(row);
    total.value = String(Number(total.value) + 1);
    const first = row.querySelector("input:not([type=hidden]), select, textarea");
    if (first) { first.focus(); }
    return;
  }
  const remover = event.target.closest("[data-remove-row]");
  if (remover) {
    const row = remover.closest(".portal-row");
    const box = row && row.querySelector("input[name$='-DELETE']");
    if (!box) { return; }
    event.preventDefault();
    box.checked = true;
    row.dataset.removed = "yes";
    const form = row.closest("form");
    const adder = form && form.querySelector("[data-add-row='" + remover.dataset.removeRow + "']");
    if (adder) { adder.focus(); }
  }
});
// Ticks all boxes of a form at once; without this script the line that offers it stays hidden.
document.addEventListener("DOMContentLoaded", function () {
  document.querySelectorAll("[data-tick-all]").forEach(function (line) { line.hidden = false; });
});
document.addEventListener("change", function (event) {
  const line = event.target.closest("[data-tick-all]");
  if (!line) { return; }
  line.closest("form").querySelectorAll("input[name='" + line.dataset.tickAll + "']").forEach(function (box) {
    box.checked = event.target.checked;
  });
});
