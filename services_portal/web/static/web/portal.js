/* What scripts add to pages that work without them: position, printing, searching while one types Chinese. */
"use strict";
document.documentElement.classList.add("js");

document.addEventListener("click", (event) => {
  const button = event.target.closest("[data-do]");
  if (!button) return;
  if (button.dataset.do === "print") window.print();
  if (button.dataset.do === "locate") locate(button);
});

function locate(button) {
  const form = button.closest("form");
  const status = document.getElementById(button.dataset.status);
  const say = (text) => { status.textContent = text; status.hidden = false; };
  if (!("geolocation" in navigator)) { say(button.dataset.unable); return; }
  say(button.dataset.looking);
  button.disabled = true;
  navigator.geolocation.getCurrentPosition(
    (position) => {
      form.elements.latitude.value = position.coords.latitude.toFixed(4);
      form.elements.longitude.value = position.coords.longitude.toFixed(4);
      form.submit();
    },
    (error) => {
      button.disabled = false;
      say(error.code === error.PERMISSION_DENIED ? button.dataset.refused : button.dataset.unable);
    },
    { timeout: 10000, maximumAge: 600000 },
  );
}

/* An input method shows unfinished pinyin in the field: searching waits until the characters stand. */
document.addEventListener("input", (event) => { if (event.isComposing) event.stopPropagation(); }, true);
document.addEventListener("compositionend", (event) => {
  event.target.dispatchEvent(new InputEvent("input", { bubbles: true }));
}, true);

/* Say aloud what a search has found. */
document.addEventListener("htmx:after:swap", () => {
  const found = document.querySelector("#results [data-announce]");
  const status = document.getElementById("announce");
  if (found && status && status.textContent !== found.dataset.announce) status.textContent = found.dataset.announce;
});
