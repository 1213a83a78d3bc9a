// @ts-check
/** The page's elements by their ids. */

export const element = (/** @type {string} */ id) => /** @type {HTMLElement} */ (document.getElementById(id));
export const input = (/** @type {string} */ id) => /** @type {HTMLInputElement} */ (document.getElementById(id));

/** Another text, if it is another: a screen reader reads what changes.
 * @param {string} id @param {string} text */
export function change(id, text) {
  const one = element(id);
  if (one.textContent !== text) one.textContent = text;
}

/** @param {string} id @param {() => void} listener */
export const onClick = (id, listener) => element(id).addEventListener("click", listener);
