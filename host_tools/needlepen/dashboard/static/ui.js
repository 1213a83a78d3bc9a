// Keeps the page up to date while somebody looks at it. Everything works without it too, by reloading.
"use strict";

const SOON_MS = 300; // while something is being done
const OFTEN_MS = 1000;
const HIDDEN_MS = 5000;
let version = document.body.dataset.version;
let awaited = 0;
let asked = false; // a job was begun on this page, and has not ended

// Replace a part only when it differs; a half filled form in it stays, and so does the focus.
function put(id, html) {
  const part = document.getElementById(id);
  const fresh = document.createElement("template");
  fresh.innerHTML = html;
  if (fresh.innerHTML === part.innerHTML) return;
  const held = part.contains(document.activeElement) ? document.activeElement.id : null;
  part.innerHTML = html;
  if (held !== null) {
    const again = held && document.getElementById(held);
    (again || document.getElementById(`${id}-title`))?.focus();
  }
}

function say(id, text) {
  const place = document.getElementById(id);
  if (place.textContent !== text) place.textContent = text;
}

// What went wrong takes the focus, unless somebody writes meanwhile.
function ended() {
  asked = false;
  if (!document.activeElement.matches("textarea, input[type=date]")) document.getElementById("job-error")?.focus();
}

async function look() {
  let wait = document.hidden ? HIDDEN_MS : OFTEN_MS;
  try {
    const answer = await fetch(`/live${location.search}`);
    if (!answer.ok) throw new Error(answer.status);
    const seen = await answer.json();
    for (const [id, html] of Object.entries(seen.parts)) put(id, html);
    say("said", seen.said);
    say("gone", "");
    if (seen.version !== version) {
      const picture = await fetch(`/picture${location.search}`);
      if (picture.ok) put("picture", await picture.text());
      version = seen.version;
    }
    if (seen.busy) wait = SOON_MS;
    else if (asked) ended();
  } catch {
    say("gone", document.body.dataset.gone);
  }
  clearTimeout(awaited);
  awaited = setTimeout(look, wait);
}

// A job begins without leaving the page; what is refused is shown as a page of its own.
document.addEventListener("submit", async (event) => {
  const form = event.target;
  if (!form.classList.contains("job-form")) return;
  event.preventDefault();
  const answer = await fetch(form.action, { method: "POST", body: new URLSearchParams(new FormData(form)) });
  if (!answer.ok) form.submit();
  else {
    asked = true;
    look();
  }
});

// A file that is too large is said before it is sent, so that nothing that was written is lost.
document.addEventListener("change", ({ target }) => {
  if (target.type !== "file") return;
  const large = target.files[0]?.size > Number(target.dataset.max);
  target.setCustomValidity(large ? target.dataset.large : "");
});

document.addEventListener("visibilitychange", () => document.hidden || look());
look();
