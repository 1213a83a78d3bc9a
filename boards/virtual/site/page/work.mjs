// @ts-check
/** What every worker of the page does, whatever its pen: fetch what lies beside it, hear, and let time pass. */

/** @typedef {import("./session.mjs").Session} Session */

/** @param {any} message */
export const tell = (message) => self.postMessage(message);

/** What lies beside this file. @param {string} name */
export async function fetched(name) {
  const answer = await fetch(new URL(name, import.meta.url));
  if (!answer.ok) throw new Error(`${name}: ${answer.status}`);
  return answer;
}

export const json = async (/** @type {string} */ name) => (await fetched(name)).json();

export const clock = () => performance.now();

/**
 * For ever: a message is the session's, if it is none of `others`; and the session's time is real time.
 * @param {Session} session
 * @param {Record<string, (message: any) => any>} others @param {() => void} [turned] after each turn
 */
export function live(session, others, turned = () => {}) {
  self.onmessage = async ({ data }) => {
    if (!(data.do in others)) return session.hear(data);
    try {
      tell({ id: data.id, answer: await others[data.do](data) });
    } catch (error) {
      tell({ id: data.id, error: error instanceof Error ? error.message : String(error) });
    }
  };
  tell({ ready: true });
  const again = () => {
    const wait = session.turn(clock(), clock);
    turned();
    setTimeout(again, wait);
  };
  again();
}
