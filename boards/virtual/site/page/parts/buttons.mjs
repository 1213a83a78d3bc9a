// @ts-check
/** The three buttons: by pointer, by key, by a screen reader; held as long as a hand holds them. */

const TAP_MS = 120; // a press by a screen reader or a switch has no length of its own
const KEYS = /** @type {Record<string, string>} */ ({ ArrowUp: "UP", ArrowDown: "DOWN", s: "SELECT", S: "SELECT" });

/** @param {import("../hub.mjs").Hub} hub */
export function buttons(hub) {
  /** @type {Map<string, string>} */
  const down = new Map(); // button → by what it is held

  /** @param {string} name @param {string} by */
  function press(name, by) {
    if (down.has(name)) return;
    down.set(name, by);
    hub.act("down", name);
  }

  /** @param {string} name @param {string} by */
  function release(name, by) {
    if (down.get(name) !== by) return;
    down.delete(name);
    hub.act("up", name);
  }

  const faces = /** @type {NodeListOf<HTMLElement>} */ (document.querySelectorAll("[data-button]"));
  hub.on("state", (state) => {
    for (const face of faces) face.classList.toggle("down", state.down.includes(String(face.dataset.button)));
  });
  for (const button of faces) {
    const name = String(button.dataset.button);
    button.addEventListener("pointerdown", (event) => {
      if (event.button) return;
      button.setPointerCapture(event.pointerId);
      press(name, "pointer");
    });
    for (const end of ["pointerup", "pointercancel", "lostpointercapture"])
      button.addEventListener(end, () => release(name, "pointer"));
    button.addEventListener("contextmenu", (event) => event.preventDefault());
    button.addEventListener("click", (event) => {
      if (event.detail) return; // a pointer's, which has been told already
      press(name, "click");
      setTimeout(() => release(name, "click"), TAP_MS);
    });
  }

  addEventListener("keydown", (event) => {
    const name = KEYS[event.key];
    const elsewhere = event.target instanceof Element && event.target.matches("select, input, [tabindex]");
    if (!name || elsewhere || event.ctrlKey || event.altKey || event.metaKey) return;
    event.preventDefault();
    press(name, "key");
  });
  addEventListener("keyup", (event) => release(KEYS[event.key] ?? "", "key"));
  addEventListener("blur", () => [...down].forEach(([name, by]) => release(name, by)));
}
