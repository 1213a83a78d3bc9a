// @ts-check
/** Elements of SVG and HTML in one line each, and figures as people read them. */

const SPACE = "http://www.w3.org/2000/svg";

/** @typedef {Record<string, string | number>} Attributes */

/** An SVG element.
 * @param {string} name @param {Attributes} [attributes] @param {(Element | string)[]} children @returns {SVGElement} */
export function svg(name, attributes = {}, ...children) {
  return put(document.createElementNS(SPACE, name), attributes, children);
}

/** An HTML element.
 * @param {string} name @param {Attributes} [attributes] @param {(Element | string)[]} children
 * @returns {HTMLElement} */
export function html(name, attributes = {}, ...children) {
  return put(document.createElement(name), attributes, children);
}

/** @template {Element} T @param {T} element @param {Attributes} attributes @param {(Element | string)[]} children */
function put(element, attributes, children) {
  for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, String(value));
  element.append(...children);
  return element;
}

/** Change an attribute only where it differs: the browser has nothing to do otherwise.
 * @param {Element} element @param {string} name @param {string | number} value */
export function set(element, name, value) {
  const text = String(value);
  if (element.getAttribute(name) !== text) element.setAttribute(name, text);
}

/** The same for text. @param {Element} element @param {string} text */
export function say(element, text) {
  if (element.textContent !== text) element.textContent = text;
}

/** A depth. @param {number} um */
export const mm = (um) => `${(um / 1000).toFixed(2)} mm`;

/** A closed polygon of half-section corners [r, z], on the upper (1) or lower (-1) side of the axis.
 * @param {number[][]} corners @param {number} side */
export const half = (corners, side) => "M" + corners.map(([r, z]) => `${z} ${side * r}`).join("L") + "Z";
